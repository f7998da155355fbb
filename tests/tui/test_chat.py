"""The conversation in the app."""

from __future__ import annotations

from dataclasses import asdict

from textual.pilot import Pilot

from secondme.errors import Disconnected, NoService
from secondme.events import LONGEST, Answered, Failed, Mark, Notice, Piece, Recalled, Stored
from secondme.service.wire import AWAY
from secondme.tui.draw import Answer, Ending, Person
from tests.scripted import ScriptedClient, ScriptedStream, recollection
from tests.tui.driving import answer, app, asked, open_, say, shows, text, transcript, until

BISCUIT = recollection("My dog is called Biscuit.")


async def test_an_answer_streams_and_ends_with_its_sources() -> None:
    client = ScriptedClient()
    async with app(client).run_test(size=(100, 30)) as pilot:
        stream = await asked(pilot, client, "What is my dog called?", Recalled((BISCUIT,)), Piece("Your dog is "))
        await shows(pilot, "› What is my dog called?")
        await shows(pilot, "Your dog is")
        stream.feed(*answer("Your dog is called **Biscuit**.", BISCUIT)[1:])
        stream.end()
        await shows(
            pilot,
            '[1] 3 May 2026, you said: "My dog is called Biscuit." · conversation of 3 May 2026 · strength\n'
            "      0.93",
        )
        assert "Your dog is called Biscuit." in transcript(pilot).text
        assert "24.0 tokens/s" in str(pilot.app.chat.line.render())


async def test_what_the_model_has_no_longer_before_it_is_marked_where_it_stands() -> None:
    client = ScriptedClient()

    def marked(pilot: Pilot[None], where: str) -> list[str]:
        lines = [line.strip(" ┃") for line in text(pilot.app).split("\n") if "context" not in line]
        return [line.removesuffix(where).strip() for line in lines if line.endswith(where)]

    async with app(client).run_test(size=(80, 24)) as pilot:
        for n, said in enumerate(("My dog is Biscuit.", "word " * 15, "Who are you?"), start=1):
            events = Stored("talk", 2 * n - 1, "e"), Answered(f"Answer {n}.", (), "talk", "M", message=2 * n)
            (await asked(pilot, client, said)).feed(*events)
            await shows(pilot, f"Answer {n}.")
        assert marked(pilot, "in memory alone") == []
        last = Answered("Hm.", (), "talk", "M", message=8, cells=5, budget=9, pruned=2, missing=((1, 1), (3, 4)))
        (await asked(pilot, client, "And now?")).feed(Stored("talk", 7, "e"), last)
        # where a message fills its lines, the blank one below it is marked
        await until(pilot, lambda: marked(pilot, "in memory alone") == ["› My dog is Biscuit.", "", "Answer 2."])
        await pilot.press("ctrl+up")
        await pilot.press("home", "down")  # from the greeting to the first message
        await until(pilot, lambda: "in memory alone · message 1" in text(pilot.app))
        await pilot.press("escape")
        (await asked(pilot, client, "Still?")).feed(Answered("No.", (), "talk", "M", message=10, cells=5, budget=9))
        await until(pilot, lambda: marked(pilot, "in memory alone") == [])
        await say(pilot, "/private")
        answered = Answered("Hi.", (), "p", "M", message=2, cells=5, budget=9, pruned=1, missing=((1, 2),))
        (await asked(pilot, client, "Hello.")).feed(Stored("p", 1, ""), answered)
        await until(pilot, lambda: marked(pilot, "no longer before the model") == ["› Hello.", "Hi."])


async def test_more_than_three_sources_are_counted() -> None:
    client = ScriptedClient()
    found = [recollection(f"Memory number {n}.") for n in range(6)]
    async with app(client).run_test() as pilot:
        await asked(pilot, client, "All?", *answer("Six.", *found))
        await shows(pilot, "and 3 more (ctrl+b)")
        assert "[4]" not in transcript(pilot).text


async def test_escape_stops_the_answer_and_keeps_what_came() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        stream = await asked(pilot, client, "Tell me a story.", Recalled((BISCUIT,)), Piece("Once upon a time"))
        await shows(pilot, "Once upon a time")
        await pilot.press("escape")
        await shows(pilot, "— stopped, not kept")
        assert await _closed(stream)
        await asked(pilot, client, "Again.", *answer("There was a dog."))
        await shows(pilot, "There was a dog.")
        assert client.asked[-1] == ("Again.", "talk", False)


async def test_a_question_stopped_before_its_stream_is_open_is_stopped() -> None:
    client = ScriptedClient()
    late = ScriptedStream()
    client.replies = [late]
    async with app(client).run_test() as pilot:
        await until(pilot, lambda: client.subscriptions)
        client.up.clear()
        await say(pilot, "Tell me a story.")
        await shows(pilot, "recalling…")
        await pilot.press("escape")
        await shows(pilot, "— stopped")
        client.up.set()
        assert await _closed(late)


async def test_what_is_typed_before_the_service_answers_is_shown_and_goes_out_then() -> None:
    client = ScriptedClient()
    client.up.clear()
    async with app(client).run_test() as pilot:
        await say(pilot, "Hello?")
        await shows(pilot, "› Hello?\n  — waits for the service")
        assert not client.asked
        client.up.set()
        await until(pilot, lambda: client.streams)
        client.streams[0].feed(Stored("talk", 1, "e1"), *answer("Hello."))
        await shows(pilot, "  Hello.")
        assert "waits" not in transcript(pilot).text


async def test_questions_go_out_one_after_the_other() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        first = await asked(pilot, client, "One?", Piece("Uno"))
        await say(pilot, "Two?")
        await shows(pilot, "› Two?\n  — waits for the answer above")
        first.feed(*answer("Uno."))
        await until(pilot, lambda: len(client.streams) == 2)
        client.streams[1].feed(*answer("Due."))
        await shows(pilot, "Due.")
        assert [entry.text for entry in transcript(pilot).entries[1:]] == ["One?", "Uno.", "Two?", "Due."]


async def test_a_question_that_waits_can_be_taken_back() -> None:
    client = ScriptedClient()
    client.up.clear()
    async with app(client).run_test() as pilot:
        await say(pilot, "Hello?")
        await pilot.press("escape")
        assert pilot.app.chat.prompt.text == "Hello?"
        client.up.set()
        await until(pilot, lambda: client.subscriptions)
        assert not client.asked


async def test_escape_takes_back_what_waits_for_an_answer_before_it_stops_that() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        stream = await asked(pilot, client, "One?", Piece("Uno"))
        for text in ("Two?", "Three?"):
            await say(pilot, text)
            await shows(pilot, f"› {text}\n  — waits for the answer above")
        await pilot.press("escape")
        await shows(pilot, "What waited is back in the prompt, not sent.")
        assert pilot.app.chat.prompt.text == "Two?\n\nThree?"
        assert "waits for" not in transcript(pilot).text
        assert not stream.closed.is_set()
        await pilot.press("escape")
        await shows(pilot, "— stopped, not kept")
        assert [text for text, *_ in client.asked] == ["One?"]


async def test_what_is_typed_and_not_sent_is_asked_about_once_before_leaving() -> None:
    client = ScriptedClient()
    pilot_app = app(client)
    async with pilot_app.run_test() as pilot:
        await open_(pilot)
        await pilot.press(*"Hm", "ctrl+q")
        await until(pilot, lambda: list(pilot_app._notifications))
        assert [one.message for one in pilot_app._notifications] == ["What you typed is not sent. ctrl+q again leaves."]
        await pilot.press("m", "ctrl+q")
        await pilot.pause()
        assert pilot_app._exit is False
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot_app._exit)


async def test_a_message_that_is_too_long_stays_in_the_prompt() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "x" * (LONGEST + 1))
        await until(pilot, lambda: list(pilot.app._notifications))
        assert "200,001 characters; 200,000 is the most" in next(iter(pilot.app._notifications)).message
        assert len(pilot.app.chat.prompt.whole) == LONGEST + 1
        assert not client.asked


async def test_a_service_that_goes_away_comes_back_and_nothing_shown_is_lost() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await asked(pilot, client, "Tell me.", Recalled((BISCUIT,)), Piece("The answer so far"))
        await shows(pilot, "The answer so far")
        pilot.app.chat.prompt.text = "a draft"
        client.go_away()
        await shows(pilot, "— cut off, not kept")
        await shows(pilot, f"! {AWAY}")
        await shows(pilot, "Ask again with /again.")
        await until(pilot, lambda: "coming back" in str(pilot.app.chat.line.render()))
        client.up.set()
        await until(pilot, lambda: "ready" in str(pilot.app.chat.line.render()))
        assert pilot.app.chat.prompt.text == "a draft"
        assert "The answer so far" in transcript(pilot).text


async def test_a_question_that_was_not_stored_goes_out_again() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "Remember this.")
        await until(pilot, lambda: client.streams)
        client.go_away()
        await shows(pilot, "waits for the service…")
        client.up.set()
        await until(pilot, lambda: len(client.streams) == 2)
        client.streams[1].feed(Stored("talk", 1, "e1"), *answer("Done."))
        await shows(pilot, "Done.")
        assert transcript(pilot).text.count("Remember this.") == 1


async def test_a_question_that_ends_the_service_again_and_again_is_given_up() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "Poison.")
        for tries in range(1, 4):
            await until(pilot, lambda tries=tries: len(client.streams) == tries)
            client.streams[-1].fail(Disconnected("The service ended."))
        await shows(pilot, "! The service ended.")


async def test_an_error_is_a_sentence_with_what_to_do() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        failed = Failed("ModelGone", "The model's process ended.", "Ask again: it is started anew.")
        await asked(pilot, client, "Hi.", Notice("One note did not fit."), Piece("Hel"), failed)
        await shows(pilot, "! The model's process ended.\n  What to do: Ask again with /again.")
        await shows(pilot, "· One note did not fit.")
        assert Answer("Hel", (), Ending.CUT_OFF) in transcript(pilot).entries


async def test_a_service_that_cannot_be_started_is_told_once() -> None:
    client = ScriptedClient()
    client.refusing = NoService("No service could be started.", "Look at: secondme daemon logs")
    async with app(client).run_test() as pilot:
        await shows(pilot, "What to do: Look at: secondme daemon logs")
        await until(pilot, lambda: "trying again" in str(pilot.app.chat.line.render()))
        assert transcript(pilot).text.count("No service could be started.") == 1


async def test_a_conversation_is_taken_up_again() -> None:
    client = ScriptedClient()
    client.talk = [
        {"id": 1, "role": "person", "text": "My dog is called Biscuit.", "made": 0.0, "state": "", "memories": []},
        {"id": 2, "role": "assistant", "text": "A fine name.", "made": 0.0, "state": "", "memories": []},
    ]
    async with app(client, "talk").run_test() as pilot:
        await shows(pilot, "A fine name.")
        await asked(pilot, client, "Thanks.")
        assert transcript(pilot).entries[0] == Person("My dog is called Biscuit.")
        assert client.asked == [("Thanks.", "talk", False)]


async def test_a_conversation_that_is_taken_up_again_says_what_its_answers_rest_on_and_what_has_none() -> None:
    client = ScriptedClient()
    marks = [asdict(Mark(0, 7, (BISCUIT.id,), True)), asdict(Mark(8, 23, (), False))]
    client.talk = [
        {"n": 1, "role": "person", "text": "My dog?", "made": 0.0, "state": "whole", "memories": []},
        {"n": 2, "role": "assistant", "text": "Biscuit He is a poodle.", "made": 0.0, "state": "whole",
         "memories": [asdict(BISCUIT)], "verdict": "perhaps", "marks": marks},
        {"n": 3, "role": "person", "text": "And my cat?", "made": 0.0, "state": "unanswered", "memories": []},
    ]  # fmt: skip
    async with app(client, "talk").run_test() as pilot:
        await shows(pilot, "Biscuit[1] He is a poodle.°")
        await shows(pilot, "I found only this:")
        await shows(pilot, "› And my cat?\n  — no answer was kept")


async def test_a_private_conversation_is_marked_and_asked_as_such() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/private")
        await shows(pilot, "nothing of it is kept")
        assert "PRIVATE" in str(pilot.app.chat.prompt.border_title)
        assert "PRIVATE" in str(pilot.app.chat.line.render())
        await asked(pilot, client, "A secret.")
        assert client.asked[-1] == ("A secret.", "", True)
        await say(pilot, "/export secret.md")
        await shows(pilot, "! Nothing of a private conversation is kept")
        await say(pilot, "/new")
        await until(pilot, lambda: not pilot.app.chat.prompt.border_title)
        assert "A secret." not in transcript(pilot).text


async def test_a_private_conversation_that_ends_is_let_go_by_the_service() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await say(pilot, "/private")
        await asked(pilot, client, "A secret.", Stored("private-1", 0, ""))
        await until(pilot, lambda: pilot.app.chat.conversation == "private-1")
        await say(pilot, "/new")
        await until(pilot, lambda: client.ended == ["private-1"])


async def test_the_service_hears_that_the_person_types() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        await until(pilot, lambda: pilot.app.chat._reached)
        await pilot.press("a")
        await until(pilot, client.typed.is_set)


async def test_the_app_can_be_left_while_the_service_starts_and_while_it_answers() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        stream = await asked(pilot, client, "Tell me.", Piece("So"))
        await pilot.press("ctrl+q")
    assert stream.closed.wait(60)
    client.up.clear()
    async with app(client).run_test() as pilot:
        await pilot.press("ctrl+q")
    client.up.set()


async def _closed(stream: ScriptedStream) -> bool:
    import asyncio

    return await asyncio.to_thread(stream.closed.wait, 5)


async def test_what_does_not_stand_in_memory_is_marked_and_how_sure_recall_was_is_told() -> None:
    client = ScriptedClient()
    async with app(client).run_test() as pilot:
        text = "Your dog is Biscuit. He is a poodle."
        marks = (Mark(0, 20, (BISCUIT.id,), True), Mark(21, 36, (), False))
        only = Answered(text, (BISCUIT,), "talk", "SmolLM2", marks=marks)
        stream = await asked(pilot, client, "What is my dog?", Recalled((BISCUIT,), "perhaps"), Piece(text), only)
        stream.end()
        await shows(pilot, "He is a poodle.°")
        await shows(pilot, "° not in memory")
        await shows(pilot, "I found only this:")
        assert "Biscuit.°" not in transcript(pilot).text
        await asked(pilot, client, "And my cat?", Recalled((), "nothing"), Answered("Hm.", (), "talk", "SmolLM2"))
        await shows(pilot, "Nothing in memory about that.")
