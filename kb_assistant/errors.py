"""Errors of asking and of running the assistant.

KnowledgeBaseError
├── SettingsError             a setting is unknown or has a value that it cannot have
├── InvalidEntry              something to be kept is blank, too long or not there
├── NothingKept               what is asked is not recorded, so it cannot be rated
├── InvalidQuestion           the question is blank
│   └── QuestionTooLong       it has more characters than the settings allow
└── ModelError                the language model's server cannot be used
    ├── ModelServerDown       nothing answers at its address, or it refuses us
    ├── ModelServerStalled    it does not go on within the time that the settings give
    └── ModelStreamBroken     it stopped in the middle of an answer
"""

from ingest.errors import KnowledgeBaseError


class SettingsError(KnowledgeBaseError):
    """A setting is unknown or has a value that it cannot have."""


class InvalidEntry(KnowledgeBaseError):
    """Something to be kept, such as a word or a FAQ entry, is blank, too long or not there."""


class NothingKept(KnowledgeBaseError):
    """What is asked is not recorded, so it cannot be rated."""


class InvalidQuestion(KnowledgeBaseError):
    """The question is blank."""


class QuestionTooLong(InvalidQuestion):
    """The question has more characters than the settings allow."""


class ModelError(KnowledgeBaseError):
    """The language model's server cannot be used."""


class ModelServerDown(ModelError):
    """Nothing answers at the model server's address, or it refuses the request."""


class ModelServerStalled(ModelError):
    """The model server does not go on within the time that the settings give."""


class ModelStreamBroken(ModelError):
    """The model server stopped in the middle of an answer."""
