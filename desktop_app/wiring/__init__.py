"""What views ask for, connected to the actions that do it: one module a tab, a page or a dialog.

Everything here is made by `desktop_app.app`, which gives it the same `Parts`.
"""
