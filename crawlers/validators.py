"""ETags and dates of documents: when they are sent, and finding out the servers that lie. Pure.

A server that answers "not modified" (304) to a document that did change silences its channel: no
error, no item. So after so many such answers (`BELIEVED`) the document is asked for in full.

- It is the same: the server is believed for as long again.
- It changed, and the validator is still the one that was sent: caught, none is sent any more.
- It changed, and so did the validator. That may be chance: it changed just now. So the *old*
  validators are kept (``probing``) and sent once more. An honest server answers in full, and is
  believed again. One that says 304 to the validators of a body it no longer has is caught.

Equal bytes under a validator that changes each time are no lie that loses anything: the hash of
the body sees it (`crawlers.polling`), and the note says so.
"""

from dataclasses import dataclass

from crawlers.watched import DocumentState

#: answers "not modified" in a row after which the document is asked for in full
BELIEVED = 4
CAUGHT = (
    "the server says nothing changed (304) to the ETag or date of an older body: it is not "
    "believed any more and is asked in full from now on"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Validators to keep, the state of trust, and a note where something was found."""

    etag: str | None
    last_modified: str | None
    state: str
    note: str = ""


def validators_to_send(state: DocumentState) -> tuple[str | None, str | None]:
    """ETag and date that a document is asked with; None and None to ask for it in full.

    In full now and then even where the server is believed, so that one that answers "not modified"
    whatever happens is found out.
    """
    if state.validators == "distrusted" or state.not_modified >= BELIEVED:
        return None, None
    return state.etag, state.last_modified


def judge(
    state: DocumentState,
    conditional: bool,
    etag: str | None,
    last_modified: str | None,
    sha256: str,
) -> Kept:
    """What a full answer with these validators and this body says of its server."""
    same = sha256 == state.body_sha256
    if state.validators == "distrusted":
        return Kept(etag, last_modified, "distrusted")
    if state.validators == "probing" or not state.not_modified or same:
        note = ""
        if same and conditional and state.validators == "trusted":
            note = "sent in full though asked with the validators it was sent with"
        return Kept(etag, last_modified, "trusted", note)
    # it changed after answers "not modified"
    if conditional:
        return Kept(etag, last_modified, "trusted")
    asked = f"asked in full after {state.not_modified} answers 'not modified' (304), it has changed"
    if (etag, last_modified) == (state.etag, state.last_modified):
        note = f"{asked} and its ETag or date has not: they are not believed any more"
        return Kept(etag, last_modified, "distrusted", note)
    note = f"{asked}: the old ETag or date is sent once more, to see whether the server lies"
    return Kept(state.etag, state.last_modified, "probing", note)
