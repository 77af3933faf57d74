"""The parts of pages in which staff choose an audience; the pages are those of other features."""

from flask import Blueprint

blueprint = Blueprint("audience", __name__, template_folder="templates")
