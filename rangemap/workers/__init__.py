"""Measuring for visitors of the page: in processes of their own, which may fail without harm.

`crew` shares questions out among a few workers, `worker` is the process that answers one after
another, `questions` are what can be asked, `parcels` what travels between the two.
"""
