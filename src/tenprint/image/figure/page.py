"""One plain page that shows a folder's figures in order; it loads nothing from elsewhere."""

from dataclasses import dataclass
from html import escape
from os.path import relpath
from pathlib import Path

import tenprint
from tenprint.paths import written_whole

STYLE = """
:root { color-scheme: light dark; --paper: #fbfbfa; --ink: #1b1d21; --soft: #5c6169; --edge: #d9dadd; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #e8e8e6; --soft: #a2a7af; --edge: #34363b; } }
body { margin: 0 auto; max-width: 92rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
       font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h1 + p { margin: .25rem 0 2rem; color: var(--soft); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 2.25rem 1.75rem; }
figure { margin: 0; } figure.wide { grid-column: 1 / -1; max-width: 60rem; }
img { display: block; width: 100%; height: auto; background: #fff; border: 1px solid var(--edge); border-radius: 6px; }
figcaption { margin-top: .6rem; color: var(--soft); } figcaption b { color: var(--ink); }
a { color: inherit; } code { font-size: .9em; }
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a page.

    Attributes:
        name: the picture's file in the page's folder.
        title: a heading.
        sentence: what it shows.
        page: name of the page under ``docs/stages`` that says more, without suffix.
        key: transparency key, or nothing.
        size: columns and rows of the picture.
        wide: takes the page's whole width.
    """

    name: str
    title: str
    sentence: str
    page: str
    key: str
    size: tuple[int, int]
    wide: bool = False


def write_page(folder: Path, title: str, words: str, figures: list[Figure]) -> None:
    """Write ``index.html``."""
    body = "\n".join(_figure(folder, number, figure) for number, figure in enumerate(figures, 1))
    text = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n<p>{escape(words)}</p>\n"
        f"<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    with written_whole(folder / "index.html") as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _figure(folder: Path, number: int, figure: Figure) -> str:
    """One figure with its caption."""
    more = _link(folder, figure.page)
    key = f" <code>{escape(figure.key)}</code>" if figure.key else ""
    kind = ' class="wide"' if figure.wide else ""
    columns, rows = figure.size
    return (
        f'<figure{kind}><a href="{escape(figure.name)}"><img src="{escape(figure.name)}" width="{columns}" '
        f'height="{rows}" alt="{escape(figure.title)}"></a>\n'
        f"<figcaption><b>{number} {escape(figure.title)}.</b> {escape(figure.sentence)}{more}{key}"
        "</figcaption></figure>"
    )


def _link(folder: Path, page: str) -> str:
    """A link to a stage's page where the repository is at hand, else the page's name."""
    name = f"docs/stages/{page}.md"
    found = Path(tenprint.__file__).parents[2] / name
    if not found.is_file():
        return f" More: {name}."
    return f' <a href="{escape(Path(relpath(found, folder.resolve())).as_posix())}">More</a>.'
