from rus.overview.views.acting import act, respond, take_up
from rus.overview.views.changes import CountyHappenings, changes
from rus.overview.views.connections import connections, flows
from rus.overview.views.indicator import indicator
from rus.overview.views.pages import home, kraftsamling, outside
from rus.overview.views.workplace import before_forum, delete_account, download_my_data, my_data, word_headlines

__all__ = [
    "CountyHappenings",
    "act",
    "before_forum",
    "changes",
    "connections",
    "delete_account",
    "download_my_data",
    "flows",
    "home",
    "indicator",
    "kraftsamling",
    "my_data",
    "outside",
    "respond",
    "take_up",
    "word_headlines",
]
