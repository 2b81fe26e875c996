"""The demonstration in a terminal learns XOR, says so, and fails when it has not."""

import subprocess
import sys

import pytest

from backprop_lib.__main__ import main


def test_it_learns_and_reports():
    run = subprocess.run([sys.executable, "-m", "backprop_lib"], capture_output=True, text=True, check=False)
    assert run.returncode == 0 and run.stderr == ""
    assert "0 of 4 wrong." in run.stdout and "epoch   5000 of 5000" in run.stdout


def test_too_little_training_is_not_called_a_success(capsys):
    assert main(["--epochs", "3"], out=sys.stdout) == 1
    assert "Try another --seed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(["--epochs", "0"], "epochs is 0"), (["--learning-rate", "-1"], "learning_rate is -1")]
)
def test_bad_options_are_named(arguments, sentence, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert sentence in capsys.readouterr().err
