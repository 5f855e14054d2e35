"""Widgets that several tabs use: views of plain values that emit what the person did."""
