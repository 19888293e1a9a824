from __future__ import annotations

from realtime.messages import Progress
from realtime.topics import Topic
from realtime.watch import Missing, Watch


def _watch(*, seq: int) -> Watch:
    watch = Watch(topic=Topic("o", "x"), held_limit_bytes=1_000)
    watch.load()
    watch.loaded({"seq": seq, "status": "running"})
    return watch


def _progress(first: int, last: int) -> Progress:
    return Progress("x", "w", "running", last, tuple(str(seq).encode() for seq in range(first, last + 1)))


def test_the_next_events_are_news() -> None:
    watch = _watch(seq=3)
    assert watch.admit(_progress(4, 6)) == _progress(4, 6)
    assert watch.admit(_progress(7, 7)) == _progress(7, 7)


def test_known_events_are_cut_off() -> None:
    assert _watch(seq=3).admit(_progress(2, 5)) == _progress(4, 5)


def test_events_that_are_all_known_are_a_repeat() -> None:
    assert _watch(seq=3).admit(_progress(2, 3)) is Missing.REPEATED


def test_events_that_do_not_follow_are_a_gap() -> None:
    assert _watch(seq=3).admit(_progress(5, 6)) is Missing.GAP


def test_progress_without_its_events_is_a_gap() -> None:
    assert _watch(seq=3).admit(Progress("x", "w", "running", 5)) is Missing.GAP


def test_what_comes_while_the_record_is_read_is_held_back_and_released_if_newer() -> None:
    watch = _watch(seq=3)
    watch.load()
    for seq in (4, 5, 6):
        assert watch.admit(_progress(seq, seq)) is Missing.HELD
    assert watch.loaded({"seq": 5, "status": "running"}) == [_progress(6, 6)]


def test_holding_back_has_a_limit_beyond_which_the_record_must_be_read_again() -> None:
    watch = _watch(seq=3)
    watch.load()
    for seq in range(4, 20):
        watch.admit(_progress(seq, seq))
    held = watch.loaded({"seq": 3, "status": "running"})
    assert len(held) < 16
    assert not held or watch.admit(held[0]) is Missing.GAP


def test_after_an_unreadable_record_anything_is_a_gap() -> None:
    watch = _watch(seq=3)
    watch.load()
    watch.lost()
    assert watch.admit(_progress(4, 4)) is Missing.GAP
