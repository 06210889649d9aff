"""The web app: the HTTP interface and the chat page."""
