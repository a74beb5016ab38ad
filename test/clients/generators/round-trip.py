import json
import os

from generated.api.group import group_create_group
from generated.api.user import user_change_password, user_create_user, user_get_user
from generated.client import AuthenticatedClient
from generated.models import ChangeUserPasswordCommand, CreateGroupCommand, CreateUserCommand, Refusal, UserDto

organization = os.environ["ORGANIZATION"]
client = AuthenticatedClient(base_url=os.environ["URL"], token=os.environ["TOKEN"])

read = user_get_user.sync(user_id="har-3107", client=client)
assert isinstance(read, UserDto)
change = ChangeUserPasswordCommand(old_password="wrong", new_password="wrong")
refused = user_change_password.sync_detailed(user_id="har-3107", client=client, body=change)
new = CreateUserCommand(user_name=os.environ["NEW_USER"], type_=read.type_, partition_global_id=organization)
made = user_create_user.sync(client=client, body=new)
missing = user_get_user.sync_detailed(user_id=organization, client=client)
taken = group_create_group.sync_detailed(
    client=client, body=CreateGroupCommand(name="Prefects", partition_global_id=organization)
)
for answer in (refused, missing, taken):
    assert isinstance(answer.parsed, Refusal)

print(
    json.dumps(
        {
            "userName": read.user_name,
            "refused": [refused.status_code, refused.parsed.succeeded, refused.parsed.errors],
            "made": made.succeeded,
            "missing": [missing.status_code, missing.parsed.detail],
            "taken": [taken.status_code, taken.parsed.detail],
        }
    )
)
