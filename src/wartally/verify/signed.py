"""Signatures of a release, checked by `ssh-keygen -Y verify` against a file of allowed signers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from wartally.errors import BadArgument, WartallyError
from wartally.verify.model import Found
from wartally.versions.shipping import NAMESPACE, SIGNATURE
from wartally.versions.sums import SUMS

__all__ = ["check_signature"]


def check_signature(folder: Path, signers: Path, found: Found) -> None:
    """Check that SHA256SUMS in a folder is signed by one of the signers; a note says by whom.

    `signers` is a file as ssh-keygen(1) describes it under ALLOWED SIGNERS. Raises BadArgument if it
    cannot be read, WartallyError if ssh-keygen is not there.
    """
    if not signers.is_file():
        raise BadArgument(f"{signers}: there is no such file of allowed signers")
    listed, signature = folder / SUMS, folder / SIGNATURE
    found.checked.add(SIGNATURE)
    if not signature.is_file() or not listed.is_file():
        found.wrong(SIGNATURE, "is not there, so nobody is known to have signed", "a signature")
        return
    names = _ask("find-principals", "-s", str(signature), "-f", str(signers)).splitlines()
    message = listed.read_bytes()
    for name in names:
        said = ("-f", str(signers), "-I", name, "-n", NAMESPACE, "-s", str(signature))
        if _ask("verify", *said, message=message).startswith("Good"):
            found.note(f"{SUMS} is signed by {name}")
            return
    found.wrong(SIGNATURE, f"is no signature of {SUMS} by an allowed signer", "a good signature")


def _ask(what: str, *arguments: str, message: bytes = b"") -> str:
    """What ssh-keygen prints; blank if it refuses."""
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", what, *arguments], input=message, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise WartallyError("ssh-keygen is not installed, so no signature can be checked") from error
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""
