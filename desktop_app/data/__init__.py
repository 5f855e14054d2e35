"""The pages and dialogs about data: opening, getting, checking and regrouping it."""
