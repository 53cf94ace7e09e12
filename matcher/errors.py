"""Every error that the program itself raises. Data problems in a file are not errors: they are `model.Problem`."""


class MatcherError(Exception):
    """Raised if a command must be refused; its text is one clear sentence for the person who gave the command."""


class ConfigError(MatcherError):
    """Raised if the configuration cannot be read, or names a setting that does not exist or has a wrong type."""


class SourceError(MatcherError):
    """Raised if a source (file, feed) as a whole cannot be read. `code` and `params` render in any language.

    The codes and their sentences stand in `matcher.wording.PROBLEMS`.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(f"{code}: {self.params}")


class DatabaseError(MatcherError):
    """Raised if the database cannot be reached, or is not at the schema version that this program needs."""


class StoppedError(MatcherError):
    """Raised if work is broken off because the program is asked to stop; what was stored before stays."""

    code = "stopped"


class RunClaimedError(MatcherError):
    """Raised if another process is already carrying out the run that was asked for."""


class VocabularyError(MatcherError):
    """Raised if a thesaurus file is not in the form that it should have."""


class EvaluationError(MatcherError):
    """Raised if a folder of queries and judgements is incomplete or not in a known form."""


class LearnError(MatcherError):
    """Raised if there is too little to learn from, or no version to go back to."""


class ExportError(MatcherError):
    """Raised if the file to export to cannot be written, or has a suffix that is not known."""


class MailError(MatcherError):
    """Raised if a message cannot be handed to the mail server."""


class MailRefusedError(MailError):
    """Raised if a message will never be taken: its address does not exist or cannot be written to, or the server refuses it for good."""


class MailDelayedError(MailError):
    """Raised if the mail server refuses one message for now; it may take it later."""
