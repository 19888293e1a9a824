"""Puts the sample workflow, published, into the demo organization."""

from __future__ import annotations

from automaton.accounts.access import Actor
from automaton.accounts.models import Organization
from automaton.env import load
from examples.sample import SampleSettings, sample_workflow
from workflows.drafts import Draft, WorkflowFilters, create_workflow, get_workflows
from workflows.versions import publish_workflow


def seed_sample(domain: str) -> None:
    """Create and publish it unless the organization has one of that name."""
    document = sample_workflow(load(SampleSettings).address)
    actor = Actor.system(Organization.objects.get(domain=domain).id)
    if get_workflows(actor, filters=WorkflowFilters(search=document["name"])):
        return
    workflow = create_workflow(actor, draft=Draft.model_validate(document))
    publish_workflow(actor, workflow.id, message="The sample")
