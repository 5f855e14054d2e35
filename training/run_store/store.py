"""The library of all runs in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from training.claim import owner
from training.errors import RunError
from training.progress import Progress, no_progress
from training.run_store.about import read_about, write_about
from training.run_store.index import Index, stamp_of
from training.run_store.summary import RunSummary, read_summary
from training.run_store.trash import Trash, Trashed

_MAX_RUNS = 100_000


class RunStore:
    """The runs of a folder: a table of them, what a person says of them, their deletion.

    Not to be used by two threads at once; two programs may use one folder.

    Args:
        runs: The folder of all runs; need not be there yet.
        cache: The folder of what can be computed again.
    """

    def __init__(self, runs: Path, cache: Path) -> None:
        self.runs = runs
        self._index = Index(runs, cache)
        self._trash = Trash(runs)

    def summaries(self, progress: Progress = no_progress) -> list[RunSummary]:
        """Return all runs, the newest first; folders that are damaged or no runs are marked so.

        What has not changed since the last time is not read again.

        Args:
            progress: Told of each folder; may cancel.

        Raises:
            RunError: The folder of all runs cannot be listed.
        """
        names = list(self._names())
        found = []
        for number, name in enumerate(names):
            progress("Reading runs", number, len(names))
            found.append(self._summary(name))
        self._index.save(names)
        return sorted(found, key=lambda run: (run.created, run.name), reverse=True)

    def rename(self, path: Path, title: str) -> None:
        """Give a run a title; an empty one takes it away. Its folder keeps its name.

        Raises:
            RunError: It is no run of this folder, the title is too long, or cannot be written.
        """
        self._check(path)
        write_about(path, replace(read_about(path), title=title))

    def annotate(self, path: Path, note: str) -> None:
        """Keep what a person wrote about a run.

        Raises:
            RunError: It is no run of this folder, the note is too long, or cannot be written.
        """
        self._check(path)
        write_about(path, replace(read_about(path), note=note))

    def star(self, path: Path, starred: bool) -> None:
        """Mark a run, or take the mark away.

        Raises:
            RunError: It is no run of this folder, or the mark cannot be written.
        """
        self._check(path)
        write_about(path, replace(read_about(path), starred=starred))

    def delete(self, paths: Sequence[Path]) -> Trashed:
        """Move runs to the trash, all or none.

        Returns:
            What `restore` takes back.

        Raises:
            RunError: One is no run of this folder, is being trained, or cannot be moved.
        """
        return self._trash.add(paths)

    def restore(self, trashed: Trashed) -> list[Path]:
        """Take a deletion back.

        Returns:
            Where the runs are now: where they were, or beside it where that name is taken.

        Raises:
            RunError: The trash no longer holds one, or it cannot be moved.
        """
        return self._trash.restore(trashed)

    def deletions(self) -> list[Trashed]:
        """Return what can be restored, the last deletion first."""
        return self._trash.deletions()

    def empty_trash(self) -> None:
        """Delete what is in the trash for good.

        Raises:
            RunError: Something in it cannot be deleted.
        """
        self._trash.empty()

    def _names(self) -> Iterator[str]:
        try:
            with os.scandir(self.runs) as entries:
                for number, entry in enumerate(entries):
                    if number >= _MAX_RUNS:
                        return
                    if not entry.name.startswith(".") and entry.is_dir():
                        yield entry.name
        except FileNotFoundError:
            return
        except OSError as error:
            raise RunError(
                f"The runs in {self.runs} cannot be listed: {error.strerror}."
            ) from error

    def _summary(self, name: str) -> RunSummary:
        folder = self.runs / name
        stamp, claimed = stamp_of(folder)
        known = self._index.get(name, stamp)
        # A process that was killed leaves its claim behind.
        if known is not None and not (claimed and owner(folder) is not None):
            return known
        summary = read_summary(folder)
        if not summary.running:  # the files of a running one change all the time
            self._index.put(name, stamp, summary)
        return summary

    def _check(self, path: Path) -> None:
        if path.parent.absolute() != self.runs.absolute() or not path.is_dir():
            raise RunError(f"{path} is no run of {self.runs}.")
