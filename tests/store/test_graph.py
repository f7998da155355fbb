"""The graph of a ledger: what a question leads to over facts, links and what tells who is who, in step with changes."""

from __future__ import annotations

from dataclasses import replace

from secondme.memory.association import Associated
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.store.graph import Graph
from secondme.store.store import Store
from tests.contracts.memory_store import episode

SAID = [
    episode(text, n=n, talk=f"talk-{n}")
    for n, text in enumerate(
        (
            "Ana started at Equinor in spring.", "They moved their offices to Forus.", "Tom bakes bread.",
            "Tom is at Equinor too.", "A dog barked.",
        )
    )
]  # fmt: skip


def fact(n: int, *about: str, said: int | None = None) -> Memory:
    source = Derived("fact", (SAID[n if said is None else said].id,))
    return Memory(f"f{n}", Kind.FACT, " ".join(about) + ".", source, By.PERSON, "facts", 1e9 + n, about=about)


FACTS = [
    fact(0, "Ana", "works_at", "Equinor"),
    fact(1, "Equinor", "is_based_in", "Forus"),
    fact(2, "Tom", "works_as", "a baker"),
    fact(3, "Tom", "employed by", "Equinor"),
]
QUESTION = "Where does the company of Ana have its offices?"


def led(store: Store, graph: Graph, question: str = QUESTION, near: dict[str, float] | None = None) -> list[Associated]:
    return graph.associated(question, None, near or {}, 20)


def path(found: list[Associated], memory: Memory) -> str:
    return next(one.path for one in found if one.memory == memory.id)


def test_it_leads_over_two_facts_to_the_words_of_the_second(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    found = led(store, Graph(store))
    assert path(found, SAID[0]) == "Ana → works at → Equinor"
    assert path(found, SAID[1]) == "Ana → works at → Equinor → is based in → Forus"
    assert path(found, SAID[3]) == "Ana → works at → Equinor ← works at ← Tom"
    assert SAID[4].id not in {one.memory for one in found}
    masses = [one.mass for one in found]
    assert masses == sorted(masses, reverse=True)


def test_it_is_in_step_with_what_is_learned_closed_and_forgotten(store: Store) -> None:
    store.remember([*SAID, FACTS[0]], rule="test")
    graph = Graph(store)
    assert SAID[1].id not in {one.memory for one in led(store, graph)}
    store.remember(FACTS[1:], rule="test")
    assert path(led(store, graph), SAID[1])
    (second,) = store.get(["f1"])
    store.revise([second.moved(Status.SUPERSEDED)], what="closed", rule="fact")
    assert SAID[1].id not in {one.memory for one in led(store, graph)}
    store.forget(["f0"])
    assert led(store, graph) == []
    assert "Ana" not in str(vars(graph)["_held"])


def test_forgetting_words_takes_them_out_though_the_fact_stays(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    graph = Graph(store)
    assert path(led(store, graph), SAID[1])
    store.forget([SAID[1].id])
    assert SAID[1].id not in {one.memory for one in led(store, graph)}


def test_what_recall_counts_up_draws_nothing_anew(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    graph = Graph(store)
    found = led(store, graph)
    drawn = vars(graph)["_drawn"]
    (fact_,) = store.get(["f0"])
    store.revise([fact_.changed(pinned=True)], what="pinned", rule="person")
    assert led(store, graph) == found
    assert vars(graph)["_drawn"] is drawn
    store.hide(["f0"], 2e9)
    assert vars(graph)["_drawn"] is None
    assert led(store, graph) == []


def test_what_is_put_together_by_a_thread_is_the_same(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    beside = Graph(store, small=0)
    assert led(store, beside) == []  # it is only just being put together
    assert beside.size() == Graph(store).size()
    assert led(store, beside) == led(store, Graph(store))
    store.remember([fact(4, "Equinor", "makes", "turbines")], rule="test")
    assert path(led(store, beside), SAID[1])  # while what is new is put together, what was there is found
    beside.size()
    assert path(led(store, beside), SAID[4])
    store.forget(["f0"])
    beside.size()
    assert led(store, beside) == []


def test_it_says_nothing_within_a_transaction_whose_changes_it_does_not_see(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    graph = Graph(store)
    with store.ledger.write():
        assert led(store, graph) == []
    assert led(store, graph)


def test_a_link_leads_to_what_is_linked(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    graph = Graph(store)
    (tom,) = store.get(["f2"])
    store.revise([tom.changed(links=(FACTS[1].id,))], what="linked", rule="links")
    found = {one.memory: one for one in led(store, graph, "What about bread?", {"f2": 0.8, "f3": 0.1})}
    assert found["f1"].path == "linked with f2"
    assert 0 < found["f1"].near < 0.8


def test_who_is_who_leads_to_what_is_known_of_them(store: Store) -> None:
    told = episode("My sister Ana called.", n=9, talk="talk-9")
    store.remember([*SAID, *FACTS, told], rule="test")
    assert told.id in {one.memory for one in led(store, Graph(store))}


def test_the_small_words_and_the_number_of_a_name_make_no_other_thing(store: Store) -> None:
    bikes = [
        replace(fact(0, "Ana", "owns", "a red bike"), id="fa"), replace(fact(2, "Tom", "likes", "red bikes"), id="fb"),
    ]  # fmt: skip
    store.remember([*SAID, *bikes], rule="test")
    found = led(store, Graph(store), "What of Ana's things is to Tom's taste?")
    assert path(found, SAID[2])
    assert led(store, Graph(store), "Who has red bikes?")
