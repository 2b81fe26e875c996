"""Backpropagation on one screen: forward returns a trace, backward takes it and returns gradients, descend steps."""

from .activations import Activation, identity, leaky_relu, relu, sigmoid, softmax, softplus, tanh
from .boundary import backward, cost, descend, forward
from .layers import Layer, Network
from .losses import Loss, binary_cross_entropy, cross_entropy, half_squared_error
from .network import LayerGradient, LayerTrace

__all__ = [
    "Activation",
    "Layer",
    "LayerGradient",
    "LayerTrace",
    "Loss",
    "Network",
    "backward",
    "binary_cross_entropy",
    "cost",
    "cross_entropy",
    "descend",
    "forward",
    "half_squared_error",
    "identity",
    "leaky_relu",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "tanh",
]
