from __future__ import annotations

from realtime.bucket import Bucket


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    bucket = Bucket(burst=3, per_s=2, now=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.5)
    assert not bucket.take(0.5)


def test_a_pause_fills_it_no_further_than_a_burst() -> None:
    bucket = Bucket(burst=2, per_s=2, now=0)
    assert [bucket.take(1_000) for _ in range(3)] == [True, True, False]
