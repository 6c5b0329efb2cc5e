"""GRPO for the linear policy, in plain Python: what docs/learning.md defines, one decision after the other."""

import math


def group_advantages(rewards, baseline, norm):
    """One for each member; zeros where all rewards are the same."""
    count = len(rewards)
    mean = sum(rewards) / count
    centred = [reward - mean for reward in rewards]
    if count < 2 or all(abs(each) < 1e-9 for each in centred):
        return [0.0] * count
    widen = count / (count - 1)
    scale = 1.0 if baseline == "group" else widen
    if norm == "std":
        scale /= math.sqrt(sum(each**2 for each in centred) / (count - 1)) + 1e-6
    return [each * scale for each in centred]


def weighed_decisions(groups, settings):
    """Every decision with the advantage of its member, in the order of groups, members and turns."""
    weighed = []
    for group in groups:
        members = group["members"]
        advantages = group_advantages([member["reward"] for member in members], settings["baseline"], settings["norm"])
        if settings["zeroVariance"] == "skip" and not any(advantages):
            continue
        for member, advantage in zip(members, advantages):
            weighed += [(decision, advantage) for decision in member["decisions"]]
    return weighed


def log_softmax(weights, decision):
    scores = [sum(w * x for w, x in zip(weights, option["features"])) for option in decision["options"]]
    most = max(scores)
    norm = most + math.log(sum(math.exp(score - most) for score in scores))
    return [score - norm for score in scores]


def surrogate(ratio, advantage, settings):
    """The clipped loss, and its slope by the logarithm of the chosen option's probability."""
    free = -advantage * ratio
    clipped = min(1 + settings["clipHigh"], max(1 - settings["clipLow"], ratio))
    loss = max(free, -advantage * clipped)
    if advantage < 0:
        loss = min(loss, -advantage * settings["dualClip"])
    return loss, free if loss == free else 0.0


def loss_and_gradient(weights, reference, decisions, settings):
    """Means over decisions."""
    gradient = [0.0] * len(weights)
    total = 0.0
    for decision, advantage in decisions:
        logs = log_softmax(weights, decision)
        probabilities = [math.exp(log) for log in logs]
        chosen = decision["chosen"]
        loss, slope = surrogate(probabilities[chosen] / decision["propensity"], advantage, settings)
        entropy = -sum(log * p for log, p in zip(logs, probabilities))
        apart = [log - other for log, other in zip(logs, log_softmax(reference, decision))]
        kl = sum(each * p for each, p in zip(apart, probabilities))
        for index, (option, p) in enumerate(zip(decision["options"], probabilities)):
            upstream = slope * ((index == chosen) - p)
            upstream += settings["kl"] * p * (apart[index] - kl)
            upstream += settings["entropy"] * p * (logs[index] + entropy)
            for place, feature in enumerate(option["features"]):
                gradient[place] += upstream * feature
        total += loss + settings["kl"] * kl - settings["entropy"] * entropy
    return total / len(decisions), [each / len(decisions) for each in gradient]


def adam_step(learner, gradient, settings):
    """AdamW with a clipped gradient; the state goes in and out."""
    weights, before = learner["weights"], learner["optimiser"]
    beta1, beta2 = settings["beta1"], settings["beta2"]
    length = math.hypot(*gradient)
    shrink = settings["gradientClip"] / length if length > settings["gradientClip"] else 1.0
    step = before["step"] + 1
    mean = [beta1 * m + (1 - beta1) * g * shrink for m, g in zip(before["mean"], gradient)]
    square = [beta2 * s + (1 - beta2) * (g * shrink) ** 2 for s, g in zip(before["square"], gradient)]
    mean_bias, square_bias = 1 - beta1**step, 1 - beta2**step
    moved = []
    for weight, m, s in zip(weights, mean, square):
        direction = m / mean_bias / (math.sqrt(s / square_bias) + settings["epsilon"])
        moved.append(weight - settings["learningRate"] * (direction + settings["weightDecay"] * weight))
    return {"weights": moved, "optimiser": {"step": step, "mean": mean, "square": square}}


def update(learner, reference, groups, settings, beat):
    """The learner after `epochs` steps, and figures of the last one. `beat` is called before each."""
    decisions = weighed_decisions(groups, settings)
    loss = 0.0
    for epoch in range(settings["epochs"] if decisions else 0):
        beat(epoch)
        loss, gradient = loss_and_gradient(learner["weights"], reference["weights"], decisions, settings)
        learner = adam_step(learner, gradient, settings["optimiser"])
    return learner, {"loss": loss, "decisions": len(decisions), "groups": len(groups)}
