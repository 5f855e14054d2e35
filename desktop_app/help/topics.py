"""Which page of the guide belongs to what a person looks at."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.help.guide import FIRST

TOPICS = {
    "start_page.StartPage": "start",
    "data.import_page.ImportPage": "open-data",
    "data.fetch_page.FetchPage": "open-data",
    "data.classes_dialog.ClassesDialog": "open-data",
    "data.regroup_dialog.RegroupDialog": "open-data",
    "data.check_page.CheckPage": "check-data",
    "data.leakage_page.LeakagePage": "leakage",
    "train.setup_panel.SetupPanel": "training",
    "train.rate_dialog.RateDialog": "training",
    "train.layers_dialog.LayersDialog": "training",
    "train.weights_dialog.WeightsDialog": "training",
    "train.steering.Steering": "steering",
    "runs.page.RunsPage": "runs",
    "runs.race_page.RacePage": "lessons",
    "inspect.operating_card.OperatingCard": "threshold",
    "inspect.results_page.ResultsPage": "results",
    "inspect.predictions_page.PredictionsPage": "review",
    "inspect.picture_pair.PicturePair": "review",
    "inspect.curves_page.CurvesPage": "curves",
    "inspect.class_report_page.ClassReportPage": "by-class",
    "inspect.subgroups_page.SubgroupsPage": "by-class",
    "inspect.comparison_page.ComparisonPage": "compare",
    "inspect.external_page.ExternalPage": "compare",
    "inspect.batch_page.BatchPage": "open-data",
    "inspect.data_page.DataPage": "open-data",
    "predict.threshold_card.ThresholdCard": "threshold",
    "predict.set_card.SetCard": "sets",
    "predict.why_card.WhyCard": "explain",
    "predict.alike_card.AlikeCard": "explain",
    "predict.table_dialog.TableDialog": "predict",
    "foreign.dialog.ForeignDialog": "foreign",
    "export.dialog.ExportDialog": "export",
    "reporting.dialog.ReportDialog": "export",
    "lessons.panel.LessonPanel": "lessons",
    "lessons.handout_dialog.HandoutDialog": "lessons",
    "preferences.dialog.PreferencesDialog": "where",
    "help.log_dialog.LogDialog": "where",
    "widgets.figure_dialog.FigureDialog": "results",
}
"""Page of the guide by the class of a widget, as its module below `desktop_app` names it."""


TAB_TOPICS = {
    "train.view.TrainView": "steering",
    "inspect.view.InspectView": "results",
    "predict.view.PredictView": "predict",
}
"""The same for whole tabs, where no part of them says more."""


def topic_at(focus: QWidget | None, shown: QWidget) -> str:
    """Return the page for what has the focus, else for what is shown.

    Args:
        focus: What has the keyboard; None for nothing.
        shown: What fills the window.
    """
    widget = focus
    while widget is not None:
        if topic := TOPICS.get(_kind(widget), ""):
            return topic
        widget = widget.parentWidget()
    return _innermost(shown) or FIRST


def _innermost(widget: QWidget) -> str:
    """Return the page for the innermost of the stacked pages that are shown."""
    topic = _of_any(widget)
    for stack in widget.findChildren(QStackedWidget):
        current = stack.currentWidget()
        if current is not None and current.isVisibleTo(widget):
            pages = (stack.widget(place) for place in range(stack.count()))
            topic = _of_any(current) or next(filter(None, map(_of_any, pages)), topic)
    return topic


def _of_any(widget: QWidget | None) -> str:
    kind = "" if widget is None else _kind(widget)
    return TOPICS.get(kind) or TAB_TOPICS.get(kind, "")


def _kind(widget: QWidget) -> str:
    kind = type(widget)
    return f"{kind.__module__.removeprefix('desktop_app.')}.{kind.__name__}"
