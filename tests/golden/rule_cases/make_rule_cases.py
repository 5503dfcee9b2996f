"""Write the stored list of cases made from the field tables anew; the diff must be empty."""

import sys
from pathlib import Path

HERE = Path(__file__).parent


def golden() -> str:
    """The stored list."""
    sys.path.insert(0, str(HERE.parents[1] / "record"))
    from rule_cases import stored_form, tables_of_records

    from tenprint.record.transaction_type import transaction_types

    return stored_form([*tables_of_records(), *(one.table for one in transaction_types().values())])


if __name__ == "__main__":
    (HERE / "cases.json").write_text(golden(), encoding="utf-8")
