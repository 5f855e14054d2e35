"""The report of a run: what a reviewer asks for, gathered from the run folder and its data set.

`training.report.making.make_report` gathers it as plain blocks (`training.report.document`), which
`training.report.page` writes as one HTML file and the window's printer as PDF. Numbers come from
`training.evaluation` alone; no name of a sample, a lesion, a patient or a file is told.
"""
