"""Work that outgrows one run: many scenarios, many origins, rasters; on local cores or a cluster.

A job is cut into tasks that are alike for every number of workers. `engine` has them done, in this
process or by Dask; `ledger` keeps what is done, so that any job that was stopped goes on.
"""
