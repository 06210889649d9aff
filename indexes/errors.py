"""Errors of storing and finding.

KnowledgeBaseError
├── CatalogError              the database cannot be used; says why
├── NameTaken                 another file already goes by this name in the collection
├── UnknownDocument           no such document, or the asker may not read it
├── UnknownCollection         no such collection
├── UnknownFaq                no such FAQ entry, or the asker may not read it
├── IndexLocked               another process is writing; names it
├── IndexUnwritable           the disk refused what an index had to write; the old state serves
├── BadFilter                 a filter of a search says something impossible
├── ModelUnavailable          the embedding model cannot be loaded
└── ModelMismatch             the index was built with another embedding model
"""

from ingest.errors import KnowledgeBaseError


class CatalogError(KnowledgeBaseError):
    """The database cannot be opened or used."""


class NameTaken(KnowledgeBaseError):
    """Another file already goes by this name in the collection."""


class UnknownDocument(KnowledgeBaseError):
    """There is no such document, or the asker may not read it."""


class UnknownCollection(KnowledgeBaseError):
    """There is no such collection."""


class UnknownFaq(KnowledgeBaseError):
    """There is no such FAQ entry, or the asker may not read it."""


class IndexLocked(KnowledgeBaseError):
    """Another process is writing to the index."""


class IndexUnwritable(KnowledgeBaseError):
    """The disk refused what an index had to write: it is full, or may only be read."""


class BadFilter(KnowledgeBaseError):
    """A filter of a search says something impossible."""


class ModelUnavailable(KnowledgeBaseError):
    """The embedding model cannot be loaded."""


class ModelMismatch(KnowledgeBaseError):
    """The index was built with another embedding model than the settings name."""
