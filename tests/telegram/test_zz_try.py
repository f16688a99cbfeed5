import pytest
from tests.telegram.assistant import assistant_on
async def test_try(assistant, api):
    amina = api.person("Amina")
    code = await assistant.book(amina)
    for m in amina.screen:
        print(m.kind, m.pinned, repr(m.text), m.labels)
    print(code, amina.commands)
