import pytest

from workshop.embedded import listening


def test_a_taken_port_is_said_to_be_taken():
    [first] = listening.listen(["127.0.0.1"], 0)
    with first, pytest.raises(listening.PortTaken):
        listening.listen(["127.0.0.1"], first.getsockname()[1])


def test_the_address_of_this_machine_is_none_others_reach_nothing_by():
    assert listening.of_this_machine() not in {"127.0.0.1", "0.0.0.0", ""}
