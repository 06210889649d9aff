"""A person's question goes in, a streamed answer with checked citations comes out."""

__version__ = "0.1.0"
