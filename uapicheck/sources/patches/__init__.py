"""Patches read from mails, mailboxes, logs and plain diffs; nothing is applied here, and nothing is written."""
