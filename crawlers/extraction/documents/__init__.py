"""PDF and DOCX files: their text in paragraphs, and what they say about themselves.

`kind_of` tells them by their bytes, `read_document` reads them. The libraries are the extra
``formats`` and are imported only here and only when such a file comes.
"""

from __future__ import annotations

from crawlers.extraction.documents.types import Document, DocumentKind, DocumentProblem

__all__ = ["Document", "DocumentKind", "DocumentProblem", "kind_of", "read_document"]

_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def kind_of(body: bytes, content_type: str | None) -> DocumentKind | None:
    """Whether bytes are a PDF or a DOCX file; None when they are neither.

    The bytes decide: servers call both ``application/octet-stream``. The PDF mark may stand
    behind up to 1,024 bytes of something else (as readers allow) where the type says PDF.
    """
    declared = (content_type or "").partition(";")[0].strip().lower()
    if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return "pdf"
    if declared in ("application/pdf", "application/x-pdf") and b"%PDF-" in body[:1024]:
        return "pdf"
    # the names of a ZIP file's members are not compressed
    if body.startswith(b"PK\x03\x04") and (
        declared.startswith(_WORD_TYPE) or b"word/document" in body
    ):
        return "docx"
    return None


def read_document(body: bytes, kind: DocumentKind) -> Document:
    """Read a document.

    Raises `DocumentProblem` with a sentence when it cannot be read: encrypted, damaged, too
    large, or the library is not installed. Only MemoryError passes besides.
    """
    try:
        if kind == "pdf":
            from crawlers.extraction.documents.pdf import read_pdf

            return read_pdf(body)
        from crawlers.extraction.documents.word import read_docx

        return read_docx(body)
    except ImportError:
        raise DocumentProblem(
            f"a {kind.upper()} file; to read these install the extra: pip install 'salang[formats]'"
        ) from None
    except (MemoryError, DocumentProblem):
        raise
    except Exception as error:
        # broken files make the libraries raise anything, from KeyError to RecursionError
        why = f"{type(error).__name__}: {error}".rstrip(": ")[:160]
        raise DocumentProblem(f"a damaged {kind.upper()} file ({why})", damaged=True) from error
