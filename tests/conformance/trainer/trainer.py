"""A trainer in another language: plays `updatePolicy` of src/activities/training/contract.ts with Temporal's Python SDK.

python trainer.py <address of the server> <task queue> <folder of the blobs>
"""

import asyncio
import hashlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

import grpo

CONTRACT = 1


def refuse(code, message):
    """What can't pass ends the run, with the reason: a code of the table in src/domain/errors.ts, not to be retried."""
    return ApplicationError(message, type=code, non_retryable=True)


class Blobs:
    """The blob store as a folder: each blob is `ab/cdef...` by its SHA-256."""

    def __init__(self, root):
        self.root = Path(root)

    def read(self, ref, form):
        path = self.path(ref["sha256"])
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise refuse("BLOB_MISSING", f"There is no blob {path}.") from None
        if hashlib.sha256(content).hexdigest() != ref["sha256"]:
            raise refuse("BLOB_CORRUPT", f"{path} is damaged.")
        value = json.loads(content)
        if not isinstance(value, dict) or (value.get("format"), value.get("version")) != (form, 1):
            raise refuse("INVALID_INPUT", f"The blob {ref['sha256'][:12]} is no {form} of version 1.")
        return value

    def write(self, value):
        """Equal values are equal bytes; the blob is whole before it has its name."""
        content = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        return {"sha256": sha256, "bytes": len(content)}

    def path(self, sha256):
        return self.root / sha256[:2] / sha256[2:]


class Trainer:
    def __init__(self, blobs):
        self.blobs = blobs

    @activity.defn(name="updatePolicy")
    def update_policy(self, given: dict) -> dict:
        if given["contract"] != CONTRACT:
            raise refuse("INVALID_INPUT", f"This trainer knows contract {CONTRACT}, not {given['contract']}.")
        run, step, settings = given["run"], given["step"], given["settings"]
        before = self.blobs.read(given["policy"], "maestro-learner")
        reference = self.blobs.read(given["reference"], "maestro-learner")
        if before["model"] != {"kind": "linear"}:
            raise refuse("INVALID_INPUT", f"This trainer knows the model linear, not {before['model']['kind']}.")
        groups = []
        for ref in given["groups"]:
            activity.heartbeat("reads groups")
            group = self.blobs.read(ref, "maestro-group")
            if (group["run"], group["step"]) != (run, step):
                raise refuse("INVALID_INPUT", f"A group is of step {group['step']} of run {group['run']}.")
            groups.append(group)
        learner, metrics = grpo.update(
            before["learner"], reference["learner"], groups, settings, lambda epoch: activity.heartbeat(epoch)
        )
        checkpoint = self.blobs.write(
            {"format": "maestro-learner", "version": 1, "model": before["model"], "learner": learner}
        )
        return {
            "contract": CONTRACT,
            "run": run,
            "step": step,
            "checkpoint": checkpoint,
            "metrics": {**metrics, "python": sys.version_info.major},
        }


async def main(address, queue, folder):
    client = await Client.connect(address)
    with ThreadPoolExecutor(2) as threads:
        trainer = Trainer(Blobs(folder))
        await Worker(client, task_queue=queue, activities=[trainer.update_policy], activity_executor=threads).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
