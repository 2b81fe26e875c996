"""Mazur's 2-2-2 network as plain data: what his post prints, and what the stated method gives in float64.

Matt Mazur, "A Step by Step Backpropagation Example" (2015). Four of the printed numbers are not what the method
gives: E_AFTER_1, E_AFTER_10000 and OUTPUTS_AFTER_10000. See BUG for where they come from.
"""

import numpy as np

from backprop_lib import Layer, Network

X = np.array([[0.05], [0.10]])
Y = np.array([[0.01], [0.99]])
W1 = np.array([[0.15, 0.20], [0.25, 0.30]])  # w1 w2 into h1, w3 w4 into h2
B1 = np.array([[0.35], [0.35]])
W2 = np.array([[0.40, 0.45], [0.50, 0.55]])  # w5 w6 into o1, w7 w8 into o2
B2 = np.array([[0.60], [0.60]])
LEARNING_RATE = 0.5

NETWORK = Network([Layer(W1, B1, "sigmoid"), Layer(W2, B2, "sigmoid")])
CASE = (NETWORK, X, Y, "half_squared_error")

# As the post prints them; the biases are never updated there.
PUBLISHED = {
    "net_h1": 0.3775,
    "out_h1": 0.593269992,
    "out_h2": 0.596884378,
    "net_o1": 1.105905967,
    "out_o1": 0.75136507,
    "out_o2": 0.772928465,
    "E_o1": 0.274811083,
    "E_o2": 0.023560026,
    "E": 0.298371109,
    "delta_o1": 0.138498562,
    "dE/dw5": 0.082167041,
    "dE/dw1": 0.000438568,
    "w1..w4 after 1": (0.149780716, 0.19956143, 0.24975114, 0.29950229),
    "w5..w8 after 1": (0.35891648, 0.408666186, 0.511301270, 0.561370121),
    "E after 1": 0.291027924,
    "E after 10000": 0.0000351085,
    "outputs after 10000": (0.015912196, 0.984065734),
}

# Recomputed in float64. The arrays are shaped like the library's.
NET_H = np.array([[0.3775], [0.3925]])
OUT_H = np.array([[0.593269992107187], [0.596884378259767]])
NET_O = np.array([[1.10590596705977], [1.224921404096465]])
OUT_O = np.array([[0.751365069552316], [0.772928465321463]])
E_O = np.array([[0.274811083176155], [0.023560025583848]])
E = 0.298371108760003
DELTA_O = np.array([[0.138498561628557], [-0.038098236516556]])
DELTA_H = np.array([[0.008771354689487], [0.009954254705217]])
DW2 = np.array([[0.082167040564231, 0.082667627847533], [-0.022602540477475, -0.022740242215978]])
DW1 = np.array([[0.000438567734474, 0.000877135468949], [0.000497712735261, 0.000995425470522]])

# Biases fixed, as in the post.
W1_AFTER_1 = np.array([[0.149780716133, 0.199561432266], [0.249751143632, 0.299502287265]])
W2_AFTER_1 = np.array([[0.358916479718, 0.408666186076], [0.511301270239, 0.561370121108]])
E_AFTER_1 = 0.291027773694
E_AFTER_9999 = 0.0000351085481
E_AFTER_10000 = 0.0000351018778
OUTPUTS_AFTER_10000 = np.array([[0.015913620444], [0.984064273515]])

# One bias gradient per unit, biases updated too.
B1_AFTER_1 = np.array([[0.345614322655], [0.345022872647]])
B2_AFTER_1 = np.array([[0.530750719186], [0.619049118258]])
E_AFTER_1_WITH_BIASES = 0.280471446791
E_AFTER_10000_WITH_BIASES = 2.44756224e-6

# What the program behind the post computed: it sent the error back through the already updated output weights.
BUG = {
    "E after 1": 0.291027923905,
    "E after 10000": 0.0000350847863,
    "outputs after 10000": np.array([[0.015912196], [0.984065734]]),
}

# dE/dw1 as each mistake gives it, with the number of digits printed kept in the string. Right: .000438567734
FINGERPRINTS = {
    "updated-weights": ".000364722878",
    "hidden-derivative-missing": ".001817515320",
    "output-derivative-missing": ".002268350454",
    "derivative-at-activation": ".000471425465",
    "output-form-at-net-input": "-.0000567424561",
    "transpose-missing": ".000461550563",
    "downstream-sum-missing": ".000668396021",
    "sign": "-.000438567734",
    "half-forgotten": ".000877135469",
    "mean-over-outputs": ".000219283867",
    "error-shared-by-weights": ".002962090254",
}
FINGERPRINT_HIDDEN_ONLY = ".000416630569"  # derivative-at-activation in the hidden layer only

# E after 10,000 updates with each gradient, biases fixed: falling loss proves nothing.
E_BY_GRADIENT = {
    "right": "3.510e-5",
    "updated-weights": "3.508e-5",
    "hidden-derivative-missing": "2.48e-5",
    "derivative-at-activation, hidden layer only": "3.53e-5",
    "transpose-missing": "4.01e-5",
    "downstream-sum-missing": "3.69e-5",
    "error-shared-by-weights": "4.17e-5",
    "half-forgotten": "7.8e-6",
    "mean-over-outputs": "1.16e-4",
    "derivative-at-activation": "1.5e-11",
    "output-derivative-missing": "4e-31",
    "output-form-at-net-input": "nan",
    "sign": "0.98",
}
