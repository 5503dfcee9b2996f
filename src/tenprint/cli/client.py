"""Talking to running consoles: submit a file and wait, do an act of participation, list the acts."""

import hashlib
import json
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from tenprint.cli.output import read_bytes
from tenprint.cli.serving import serving_file
from tenprint.errors import BadInput, NotPermitted, TransportError

POLL_SECONDS = 0.1
SECONDS_MAX = 30.0
FORBIDDEN = 403


def address(url: str | None) -> str:
    """Where the consoles run.

    Raises:
        BadInput: none run, as far as this user's folder tells.
    """
    if url is not None:
        return url.rstrip("/")
    try:
        found = json.loads(serving_file().read_text())
    except (OSError, ValueError) as error:
        raise BadInput("no agencies are running; start them with: tenprint serve --clerk") from error
    return str(found["url"])


def submit_file(file: Path, url: str | None, wait_seconds: float) -> dict[str, Any]:
    """Submit a file and wait until nothing more will happen and every leaf has its place in its log.

    Returns:
        The shape of ``submit --json``.

    Raises:
        BadInput: the file cannot be read, or is refused before it is sent; the text names it.
    """
    data, base = read_bytes(file), address(url)
    try:
        posted = _call("POST", f"{base}/api/submissions", data=data)
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from error
    asked = f"{base}/api/submissions/{quote(posted['tcn'], safe='')}"
    deadline = time.monotonic() + wait_seconds
    while True:
        found = _call("GET", asked, params={"digest": posted["digest"]})
        if (found["ended"] and None not in found["leaves"]) or time.monotonic() > deadline:
            return found
        time.sleep(POLL_SECONDS)


def post_act(
    act: str,
    place: str,
    officer: str,
    authority: str,
    document: Path | None,
    on: date | None,
    url: str | None,
) -> dict[str, Any]:
    """Do an act of participation; returns what came of it, also where it was recorded as a request.

    Raises:
        BadInput: it is not possible, or it may not even be asked for.
    """
    body = {
        "act": act,
        "place": place,
        "officer": officer,
        "authority": authority,
        "document": hashlib.sha256(read_bytes(document)).hexdigest() if document else None,
        "from": on.isoformat() if on else None,
    }
    return _call("POST", f"{address(url)}/api/acts", json=body)


def confirm_act(control: str, officer: str, url: str | None) -> dict[str, Any]:
    """Confirm a nationwide order."""
    asked = f"{address(url)}/api/acts/{quote(control, safe='')}/confirm"
    return _call("POST", asked, json={"officer": officer})


def answer_table(url: str | None) -> dict[str, Any]:
    """What the national agency's answers do with the number of somebody whose prints are not to be kept."""
    return _call("GET", f"{address(url)}/api/answers")


def set_answer_table(number: str, officer: str, authority: str, url: str | None) -> dict[str, Any]:
    """Set the same.

    Raises:
        BadInput: no such value or officer, or no authority.
        NotPermitted: the change is not this officer's.
    """
    body = {"number": number, "officer": officer, "authority": authority}
    return _call("POST", f"{address(url)}/api/answers", json=body)


def list_acts(place: str, agency: str, url: str | None) -> dict[str, Any]:
    """The acts of an agency's register."""
    return _call("GET", f"{address(url)}/api/acts", params={"place": place, "agency": agency})


def _origin(url: str) -> str:
    """What the consoles ask of whoever changes something: to come from their own address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _call(method: str, url: str, **content: Any) -> dict[str, Any]:
    """One request; a refusal's text becomes the error."""
    try:
        answer = requests.request(
            method, url, timeout=SECONDS_MAX, headers={"Origin": _origin(url)}, **content
        )
    except requests.RequestException as error:
        raise TransportError(f"{url}: {type(error).__name__}") from error
    try:
        found: dict[str, Any] = answer.json()
    except ValueError:
        found = {"error": answer.text[:300]}
    if not answer.ok and "error" in found:
        refusal = NotPermitted if answer.status_code == FORBIDDEN else BadInput
        raise refusal(str(found["error"]))
    return found
