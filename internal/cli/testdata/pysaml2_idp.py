#!/usr/bin/python3
"""A school's identity provider on pysaml2, for tests on loopback.

Arguments: port, style (entree or surfconext), folder with idp.key and idp.crt, our metadata file ("" while it
is not there yet). Serves /metadata, /sso and /login.
"""
import html
import sys
import uuid
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, config, server
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_UNSPECIFIED
from saml2.sigver import verify_redirect_signature

port, style, folder, ours = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
base = "http://127.0.0.1:%d" % port
name_id = NAMEID_FORMAT_UNSPECIFIED if style == "entree" else NAMEID_FORMAT_PERSISTENT
mace = "urn:mace:dir:attribute-def:"
person = {
    "entree": {
        "uid": ["ab12cd@petteflat"], "givenName": ["Zoë"], "nlEduPersonTussenvoegsels": ["van der"], "sn": ["Łukasz"],
        "eduPersonAffiliation": ["student"], "nlEduPersonHomeOrganizationId": ["01AB"],
        "nlEduPersonProfileId": ["77001@petteflat"], "nlEduPersonUnit": ["H3B"], "mail": ["zoe@petteflat.example"],
    },
    "surfconext": {
        mace + "uid": ["s55"], mace + "displayName": ["Zoë van der Łukasz"], mace + "givenName": ["Zoë"],
        mace + "sn": ["van der Łukasz"], mace + "eduPersonAffiliation": ["student", "member"],
        "urn:mace:terena.org:attribute-def:schacHomeOrganization": ["uniharderwijk.example"],
        "urn:schac:attribute-def:schacPersonalUniqueCode":
            ["urn:schac:personalUniqueCode:nl:local:uniharderwijk.example:studentid:55001"],
    },
}[style]
idp = server.Server(config=config.IdPConfig().load({
    "entityid": base + "/metadata", "xmlsec_binary": "/usr/bin/xmlsec1", "allow_unknown_attributes": True,
    "key_file": folder + "/idp.key", "cert_file": folder + "/idp.crt", "metadata": {"local": ours},
    "service": {"idp": {
        "sign_response": style == "entree", "sign_assertion": True,
        "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
        "endpoints": {"single_sign_on_service": [(base + "/sso", BINDING_HTTP_REDIRECT)]},
        "name_id_format": [name_id],
        "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None,
                               "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"}},
    }},
}))
waiting = {}


def signed(fields, issuer):
    """The redirect binding's signature is the caller's to check in pysaml2."""
    names = ("SAMLRequest", "RelayState", "SigAlg", "Signature")
    info = {n: fields[n][0] for n in names if n in fields}
    certs = [c if isinstance(c, str) else c[1] for c in idp.metadata.certs(issuer, "any", "signing")]
    return "Signature" in info and any(verify_redirect_signature(info, idp.sec.sec_backend, cert=c) for c in certs)


def sso(fields):
    request = idp.parse_authn_request(fields["SAMLRequest"][0], BINDING_HTTP_REDIRECT).message
    if not signed(fields, request.issuer.text):
        raise ValueError("the request is not signed, or not by the one who sent it")
    ticket = uuid.uuid4().hex
    waiting[ticket] = request, fields.get("RelayState", [""])[0]
    return ('<!doctype html><title>school</title><form method="post" action="/login">'
            '<input type="hidden" name="ticket" value="%s"><input name="username">'
            '<input type="password" name="password"><button>Log in</button></form>' % ticket)


def login(fields):
    request, relay = waiting.pop(fields["ticket"][0])
    if fields["username"][0] != "zoe" or fields["password"][0] != "zoe-wachtwoord":
        raise ValueError("wrong name or password")
    to = idp.response_args(request)
    to.pop("binding", None)
    answer = idp.create_authn_response(
        person, userid="zoe", authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": "https://idp.school.example/"},
        sign_assertion=True, sign_response=style == "entree", **to)
    form = idp.apply_binding(BINDING_HTTP_POST, str(answer), to["destination"], relay, response=True)
    return form["data"]


def app(env, start):
    length = int(env.get("CONTENT_LENGTH") or 0)
    text = env["wsgi.input"].read(length).decode() if length else env.get("QUERY_STRING", "")
    try:
        kind, body = "text/html; charset=utf-8", {
            "/metadata": lambda _: str(entity_descriptor(idp.config)), "/sso": sso, "/login": login,
        }[env["PATH_INFO"]](parse_qs(text))
        code = "200 OK"
    except Exception as fault:  # the test reads what went wrong from the page
        code, kind, body = "400 Bad Request", "text/html; charset=utf-8", "fault: " + html.escape(repr(fault))
    start(code, [("Content-Type", kind)])
    return [body if isinstance(body, bytes) else body.encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


make_server("127.0.0.1", port, app, handler_class=Quiet).serve_forever()
