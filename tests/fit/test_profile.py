"""The tables of the profile: numbers and names that lead to one another."""

from niggle.fit.base_types import BASE_TYPES_BY_NAME
from niggle.fit.profile import enum_names, enum_values, makers, messages, messages_by_name


def test_messages_are_found_by_number_and_by_name():
    assert messages()[20] is messages_by_name()["record"]
    assert messages()[18].name == "session"


def test_every_field_has_a_known_base_type_and_its_own_name():
    for message in messages().values():
        assert len(message.by_name) == len(message.fields)
        for number, field in message.fields.items():
            assert field.number == number
            assert field.base_type in BASE_TYPES_BY_NAME, f"{message.name}.{field.name}"


def test_components_lead_to_fields_of_their_message():
    for message in messages().values():
        for component in message.components:
            assert component.source_number in message.fields, message.name
            assert component.target in message.by_name, f"{message.name}.{component.target}"
            assert 0 < component.bits <= 32


def test_subfields_depend_on_fields_of_their_message():
    for message in messages().values():
        for subfield in message.subfields.values():
            assert subfield.field.number in message.fields
            assert {number for number, _ in subfield.when} <= set(message.fields), message.name


def test_enumerations_go_both_ways():
    assert enum_values("sport")["running"] == 1
    assert enum_names("sport")[1] == "running"
    assert enum_names("no such type") == {}


def test_strides_of_running_pods_are_known_by_their_makers():
    assert {"stryd", "runscribe"} <= {maker.lower() for maker in makers().values()}
