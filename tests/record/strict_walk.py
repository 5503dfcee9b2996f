"""A slow reader that forgives nothing, to hold the real one to: walks by LEN and CNT, no recovery, no regex."""


def is_sound(data: bytes) -> bool:
    """Whether every LEN, closing separator, type and IDC agree, and nothing stands after the last record."""
    records = _walk(data)
    if not records or records[0][0] != 1:
        return False
    listing = next((value for tag, value in records[0][2] if tag == "1.003"), b"")
    count, *entries = [part.split(b"\x1f") for part in listing.split(b"\x1e")]
    if len(count) < 2 or count[0] != b"1" or int(count[1] or b"0") != len(entries) != len(records) - 2:
        return False
    return [(int(entry[0]), int(entry[1])) for entry in entries] == [one[:2] for one in records[1:]]


def _walk(data: bytes) -> list[tuple[int, int, list[tuple[str, bytes]]]]:
    """Type, IDC and fields of each record; empty where a length does not lead to a record's end."""
    found = []
    place = 0
    while place < len(data):
        head = data[place : place + 24]
        kind = head.split(b".", 1)[0]
        if kind.isdigit() and len(kind) <= 2 and b"." in head and b":" in head:
            digits = data[place:].split(b":", 1)[1].split(b"\x1d", 1)[0].split(b"\x1c", 1)[0]
            end = place + (int(digits) if digits.isdigit() else 0)
            if end <= place + 8 or data[end - 1 : end] != b"\x1c" or 3 <= int(kind) <= 8:
                return []
            fields = _fields(data[place : end - 1])
            idc = next((value for tag, value in fields if tag.endswith(".002")), b"0")
            found.append((int(kind), int(idc), fields))
        else:
            end = place + int.from_bytes(data[place : place + 4], "big")
            if not place + 18 <= end <= len(data):
                return []
            found.append((4, data[place + 4], []))
        place = end
    return found


def _fields(body: bytes) -> list[tuple[str, bytes]]:
    """Tag and value of each field; the image to the end."""
    fields = []
    while body:
        if b".999:" in body[:8]:
            chunk, body = body, b""
        else:
            chunk, _, body = body.partition(b"\x1d")
        tag, _, value = chunk.partition(b":")
        fields.append((tag.decode("latin-1"), value))
    return fields
