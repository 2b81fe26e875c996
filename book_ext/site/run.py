"""Runs the chapters whose outputs are not kept, side by side on all cores, before Sphinx reads them one by one.

A chapter runs with its solutions, also for a site without: there each cell has the output that it has in the whole
chapter, so one run serves both sites.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.logging import getLogger

from book_ext.kernels import SocketKernel
from book_ext.site.cache import folder_of
from book_ext.site.sources import faults

LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
NO_FILE = re.compile(r" \(\d+\.py, line \d+\)")  # where IPython says that a cell stands
COLOUR = re.compile(r"\x1b\[[\d;]*m")

log = getLogger(__name__)


class Chapter(NamedTuple):
    """A page with cells, and where its outputs are kept."""

    path: Path
    source: str
    notebook: NotebookNode
    shown: NotebookNode  # as this site has it: the same, or without the solutions
    cache: JupyterCacheAbstract
    begun: list[int]  # the cells that have begun to run, by their places

    def knows(self, notebook: NotebookNode) -> bool:
        try:
            return bool(self.cache.match_cache_notebook(notebook))
        except KeyError:
            return False


def chapters(app: Sphinx, env: BuildEnvironment) -> Iterator[Chapter]:
    """All pages with cells, as myst-nb will read them."""
    for docname in sorted(env.found_docs):
        path = Path(env.doc2path(docname))
        whole = path.read_text(encoding="utf-8")
        app.emit("source-read", docname, source := [whole])  # takes out solutions, chooses the cache
        config = env.mystnb_config  # type: ignore[attr-defined]
        if reader := create_nb_reader(str(path), env.myst_config, config, whole):  # type: ignore[attr-defined]
            notebook = reader.read(whole)
            shown = notebook if source[0] == whole else reader.read(source[0])
            yield Chapter(path, whole, notebook, shown, get_cache(config.execution_cache_path), [])


def run_missing(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run what has to run, and forget outputs that no chapter has any more. A failing cell stops the build."""
    stop_at_faults(app, env)
    found = list(chapters(app, env))
    app.chapters = {env.path2doc(str(chapter.path)): chapter.shown for chapter in found}  # type: ignore[attr-defined]
    used = {Path(chapter.cache.path) for chapter in found}
    for folder in folder_of(app).glob("*"):
        if folder not in used:
            shutil.rmtree(folder, ignore_errors=True)

    failures = []
    timeout = env.mystnb_config.execution_timeout  # type: ignore[attr-defined]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # a thread only waits for its kernel, which is a process
        running = {
            pool.submit(run, chapter, timeout): chapter for chapter in found if not chapter.knows(chapter.notebook)
        }
        for future in as_completed(running):
            chapter, result = running[future], future.result()
            if result.err:
                failures.append(f"{chapter.path.relative_to(app.srcdir).as_posix()}:{failure(chapter, result.err)}")
                continue
            bundle = CacheBundleIn(chapter.notebook, str(chapter.path), data={"execution_seconds": result.time})
            chapter.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            log.info("%s ran in %.1f s", chapter.path.name, result.time)  # build.py shows this line
    for said in failures:
        log.error("%s", said)
    if failures:
        raise ExtensionError("A cell has failed.")
    for chapter in found:
        if not chapter.knows(chapter.shown):
            keep_shown(chapter)


def run(chapter: Chapter, timeout: int) -> ExecutionResult:
    """Run the cells of a chapter, up to one that fails."""

    def begin(cell: NotebookNode, cell_index: int) -> None:
        chapter.begun.append(cell_index)

    folder = str(chapter.path.parent)
    try:
        return single_nb_execution(
            chapter.notebook,
            folder,
            timeout,
            allow_errors=False,
            on_cell_start=begin,
            kernel_manager_class=SocketKernel,
        )
    except DeadKernelError as died:
        return ExecutionResult(chapter.notebook, folder, 0.0, died)


def keep_shown(chapter: Chapter) -> None:
    """Keep the outputs of a chapter without its solutions. Taking those out moves no line, so a cell is known by it."""
    _, whole = chapter.cache.merge_match_into_notebook(chapter.notebook)
    ran = dict(zip(whole.metadata.source_map, whole.cells, strict=True))
    shown = deepcopy(chapter.shown)
    for line, cell in zip(shown.metadata.source_map, shown.cells, strict=True):
        if cell.cell_type == "code":
            cell.update(outputs=ran[line].outputs, execution_count=ran[line].execution_count)
    shown.metadata.update({key: value for key, value in whole.metadata.items() if key not in shown.metadata})
    chapter.cache.cache_notebook_bundle(CacheBundleIn(shown, str(chapter.path)), check_validity=False, overwrite=True)


def stop_at_faults(app: Sphinx, env: BuildEnvironment) -> None:
    """What is wrong with a page as a whole is said alone, without the warnings that follow from it."""
    paths = [Path(env.doc2path(docname)) for docname in sorted(env.found_docs)]
    found = [(path, *fault) for path in paths for fault in faults(path.read_text(encoding="utf-8"))]
    for path, line, said in found:
        log.error("%s:%d: %s", path.relative_to(app.srcdir).as_posix(), line, said)
    if found:
        raise ExtensionError("A page cannot be read.")


def failure(chapter: Chapter, error: Exception) -> str:
    """A hundred lines about a failing cell as one: the line in the chapter, the exception, the code."""
    place = chapter.begun[-1]
    code = chapter.notebook.cells[place].source.splitlines()
    start = chapter.notebook.metadata["source_map"][place]
    lines = chapter.source.splitlines()[start:]
    same = (at for at in range(len(lines)) if lines[at : at + len(code)] == code)  # behind the options of the cell
    within = 0
    if isinstance(error, CellExecutionError):
        said = f"{error.ename}: {NO_FILE.sub('', error.evalue)}"
        if number := LINE_IN_CELL.search(COLOUR.sub("", str(error))):
            within = int(number[1]) - 1
    else:
        said = "Python itself ended" if isinstance(error, DeadKernelError) else str(error)
    return f"{start + next(same, 0) + 1 + within}: {said.splitlines()[0]} in the line: {code[within].strip()}"


def use_all_cores(app: Sphinx, config: Config) -> None:
    """Sphinx reads and writes several pages at a time, for which Jupyter Book has no option."""
    app.parallel = os.cpu_count() or 1
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True  # it says nothing; it numbers what was read


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", use_all_cores)
    app.connect("env-before-read-docs", run_missing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
