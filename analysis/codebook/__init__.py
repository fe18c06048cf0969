"""The codebook: what a piece is about, with the words that say so.

``load`` reads YAML, ``compile_codebook`` turns names into an automaton, and
``CompiledCodebook.code`` codes one document. Nothing here does I/O apart from
reading the codebook's own files.
"""

from analysis.codebook.code import ENGINE
from analysis.codebook.compile import CompiledCodebook, compile_codebook
from analysis.codebook.lexicon import LexiconParts
from analysis.codebook.load import CodebookError, Problem, load
from analysis.codebook.schema import Codebook, json_schema
from analysis.codebook.types import (
    Annotation,
    Coding,
    Contribution,
    Document,
    FiredRule,
    Match,
    MatchedDocument,
    Relevance,
    Span,
)

__all__ = [
    "ENGINE",
    "Annotation",
    "Codebook",
    "CodebookError",
    "Coding",
    "CompiledCodebook",
    "Contribution",
    "Document",
    "FiredRule",
    "LexiconParts",
    "Match",
    "MatchedDocument",
    "Problem",
    "Relevance",
    "Span",
    "compile_codebook",
    "json_schema",
    "load",
]
