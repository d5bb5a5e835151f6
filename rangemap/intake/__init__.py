"""Files of strangers, read as data only.

A file is read by a process of its own (`process` starts it, `worker` is it), from bytes, with
bounds on time and memory, by the one reader that its content asks for. Nothing in a file can make
it open another file or an address.
"""
