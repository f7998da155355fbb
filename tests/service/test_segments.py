"""The events of a conversation through a real service: told in the run that makes them, none of a private one."""

from __future__ import annotations

import pytest

from secondme.errors import NotFound
from secondme.events import Segmented, Stored
from tests.service.running import Home, home

__all__ = ["home"]


def test_a_run_cuts_what_was_said_and_no_private_conversation(home: Home) -> None:
    home.set('[memory]\nfacts = "false"\n')
    said = list(home.client.ask("The roses in Porto need pruning."))
    private = list(home.client.ask("The secret word is heliotrope.", private=True))
    (talk,), (hidden,) = ([one.conversation for one in some if isinstance(one, Stored)][:1] for some in (said, private))
    assert home.client.conversation_events(talk) == []
    told = [one for one in home.client.consolidate() if isinstance(one, Segmented)]
    assert [one.conversation for one in told] == [talk]
    (event,) = home.client.conversation_events(talk)
    assert (event["first"], event["title"]) == (told[0].first, told[0].title)
    assert "Porto" in event["title"]
    assert event["began"] <= event["ended"]
    assert home.json("conversation", "show", talk)["events"] == [event]
    shown = home.run("conversation", "show", talk).stdout
    assert f"\nAbout: {event['title']}\n[{event['first']}] You: The roses" in shown
    (found,) = home.client.recall("the roses", limit=1)
    assert found["receipt"]["event"] == event["title"]
    assert f"said when the talk was about: {event['title']}" in home.run("recall", "the roses", "--why").stdout
    with pytest.raises(NotFound):
        home.client.conversation_events(hidden)
