"""The shipped history of KVM's headers: facts by release, written, read, and compared with what they were read from."""
