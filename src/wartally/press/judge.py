"""One statement judged: its figure against the series, its word against what the series counts."""

from __future__ import annotations

from dataclasses import dataclass

from wartally.press.explain import explain
from wartally.press.leads import Lead, mistakes, readings
from wartally.press.model import Check, Claim, FigureVerdict
from wartally.press.rounding import far_off, fits
from wartally.press.totals import Totals
from wartally.press.windows import DAY, Computed, compute
from wartally.press.wording import judge_wording

__all__ = ["judge"]


@dataclass(frozen=True)
class _Figure:
    verdict: FigureVerdict
    lead: Lead | None = None


def judge(claim: Claim, totals: Totals) -> Check:
    """What becomes of `claim` beside `totals`: method in docs/press.md. Never raises on a claim."""
    computed = compute(claim, totals)
    figure = _judge_figure(claim, computed, totals)
    wording = judge_wording(claim.wording, claim.category_id, claim.statistic)
    value = computed.value
    return Check(
        claim_id=claim.claim_id,
        computed_value=round(value, 1) if isinstance(value, float) else value,
        computed_date=computed.day,
        figure_verdict=figure.verdict,
        cause=figure.lead.cause if figure.lead else "",
        wording_verdict=wording.verdict,
        explanation=explain(claim, computed, figure.verdict, figure.lead, wording, totals, "en"),
        explanation_uk=explain(claim, computed, figure.verdict, figure.lead, wording, totals, "uk"),
    )


def _judge_figure(claim: Claim, computed: Computed, totals: Totals) -> _Figure:
    if computed.missing or computed.value is None:
        return _Figure("ambiguous", _no_figure(claim, computed, totals))
    if claim.statistic == "date_crossed_threshold":
        return _judge_date(claim, computed)
    if fits(claim.claimed_value, computed.value, claim.qualifier):
        return _Figure("matches")
    if _more_by_its_own_account(claim, computed, totals):
        return _Figure("matches")
    if far_off(claim.claimed_value, computed.value, claim.qualifier):
        return _Figure("ambiguous", Lead("far_below", computed.value))
    for lead in readings(claim, computed, totals):
        return _Figure("ambiguous", lead)
    for lead in mistakes(claim, computed, totals):
        return _Figure("differs", lead)
    return _Figure("differs", Lead("unexplained", computed.value))


def _no_figure(claim: Claim, computed: Computed, totals: Totals) -> Lead:
    for day in computed.missing:
        if totals.figure(claim.category_id, day) is not None:
            return Lead("undetermined", claim.claimed_value, {"day": day})
    return Lead("no_report", claim.claimed_value, {"day": next(iter(computed.missing), claim.period_end)})


def _judge_date(claim: Claim, computed: Computed) -> _Figure:
    day, stated = computed.day, claim.period_end
    if day == stated:
        return _Figure("matches")
    if day is None:
        return _Figure("differs", Lead("never_reached", claim.claimed_value))
    facts = {"day": day, "days": abs((day - stated) // DAY)}
    if day - stated == DAY:
        return _Figure("ambiguous", Lead("event_date", claim.claimed_value, facts))
    if day < stated:
        return _Figure("ambiguous", Lead("already_above", claim.claimed_value, facts))
    return _Figure("differs", Lead("not_yet", claim.claimed_value, facts))


def _more_by_its_own_account(claim: Claim, computed: Computed, totals: Totals) -> bool:
    """True for "more than 12,000" where the report itself prints "more than 12,000"."""
    return (
        claim.statistic == "cumulative_on"
        and claim.qualifier == "more_than"
        and computed.value == claim.claimed_value
        and totals.says_more_than(claim.category_id, claim.period_end)
    )
