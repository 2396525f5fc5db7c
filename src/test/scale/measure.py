"""Times the first and the last page of every filter, in two realms that load.sql has filled.

SERVER=http://localhost:8080 DATABASE=postgresql://... python3 measure.py SMALL_REALM BIG_REALM
"""
import base64, json, os, statistics, subprocess, sys, time, urllib.request

SERVER = os.environ["SERVER"]
FILTERS = {
    "": "where true",
    "&kind=hotp": "where d.kind = 'hotp'",
    "&tag=Department:Sales3": "join mfa_device_tag t using (realm_id, user_id, credential_id) where tag_value = 'Sales3'",
    "&search=phone": "where search_name like 'phone%'",
    "&search=phone%207": "where search_name like 'phone 7%'",
    "&lastUsedBefore=2030-01-01": "where true",
    "&lastUsedBefore=1971-01-01": "where last_used = 0",
}


def token():
    form = b"grant_type=password&client_id=admin-cli&username=admin&password=admin"
    url = SERVER + "/realms/master/protocol/openid-connect/token"
    return json.load(urllib.request.urlopen(url, form))["access_token"]


def milliseconds(realm, query, bearer):
    url = SERVER + "/admin/realms/" + realm + "/mfa-devices" + query
    start = time.perf_counter()
    urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": "Bearer " + bearer})).read()
    return (time.perf_counter() - start) * 1000


def last_page(realm, condition):
    sql = ("select d.user_id || chr(10) || d.credential_id from mfa_device d " + condition
           + " and d.realm_id = (select id from realm where name = '" + realm + "')"
           + " order by d.user_id desc, d.credential_id desc offset 100 limit 1")
    place = subprocess.run(["psql", os.environ["DATABASE"], "-Atc", sql], capture_output=True, check=True).stdout.strip()
    return "&marker=" + base64.urlsafe_b64encode(place).decode().rstrip("=")


for name in sys.argv[1:]:
    print(f"{name}: the first call took {milliseconds(name, '', token()):.0f} ms")
for query, condition in FILTERS.items():
    for name in sys.argv[1:]:
        medians = []
        for marker in ("", last_page(name, condition)):
            bearer = token()
            times = [milliseconds(name, "?max=100" + query + marker, bearer) for _ in range(25)]
            medians.append(statistics.median(times[5:]))
        print(f"{query:30} {name:10} first {medians[0]:6.1f} ms, last {medians[1]:6.1f} ms, ratio {medians[1] / medians[0]:.2f}")
