"""What the two federal services have in common: a file of prints that is searched, and control numbers of their own."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from tenprint.agency import role, subjects
from tenprint.agency.service import Service, Surroundings
from tenprint.agency.store import next_number
from tenprint.identity.number import TCN
from tenprint.template.extract.by_name import ready

CANDIDATES_KEPT = 5


class SearchingService(Service):
    """A service with searchable prints."""

    def __init__(self, surroundings: Surroundings, saved_gallery: Path | None = None) -> None:
        """Take over the database and make its prints searchable.

        Raises:
            BadInput: the extractor by which they were found is not installed.
        """
        super().__init__(surroundings)
        self.ori = role.federal_ori(self.role)
        with self.store.reading() as connection:
            self.extractor = subjects.extractor_in_use(connection)
            self.file = subjects.open_print_file(connection, saved_gallery)
        ready(self.extractor)

    def _own_tcn(self, connection: Connection, at: datetime) -> TCN:
        """The next control number of this agency."""
        return TCN(f"{self.ori}-{at:%Y%m%d}-{next_number(connection, 'tcn'):06d}")
