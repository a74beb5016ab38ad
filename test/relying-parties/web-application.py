# A web application with Authlib, as its manual says. Says where the browser is to go, reads where it came back, and
# prints what it has found out about the person.
import json
import os
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

metadata = requests.get(os.environ["ISSUER"] + "/.well-known/openid-configuration", timeout=10).json()
session = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    scope="openid profile email groups offline_access",
    redirect_uri=os.environ["REDIRECT_URI"],
    code_challenge_method="S256",
    token_endpoint=metadata["token_endpoint"],
)
verifier = "v" * 48
url, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier, nonce="n1")
print(url, flush=True)
token = session.fetch_token(authorization_response=sys.stdin.readline().strip(), code_verifier=verifier, state=state)
keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
claims = jwt.decode(
    token["id_token"],
    keys,
    claims_cls=CodeIDToken,
    claims_options={"iss": {"essential": True, "value": os.environ["ISSUER"]}},
    claims_params={"nonce": "n1", "client_id": os.environ["CLIENT_ID"], "access_token": token["access_token"]},
)
claims.validate(leeway=60)
info = session.get(metadata["userinfo_endpoint"]).json()
renewed = session.refresh_token(metadata["token_endpoint"])
print(
    json.dumps(
        {
            "sub": claims["sub"],
            "groups": claims["groups"],
            "email": info["email"],
            "renewed": renewed["access_token"] != token["access_token"],
        }
    )
)
