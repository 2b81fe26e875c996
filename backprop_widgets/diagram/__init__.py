"""The drawing of a network with its numbers, which ForwardStepper and BackwardStepper share."""
