"""From passages to an answer: the engines that write it, and its citations."""
