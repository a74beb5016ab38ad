#!/bin/sh
# A walk through the API, as somebody would do it who automates an organization. It needs a shell, cURL and sed.
#
#   gatehouse serve --data /tmp/tour --seed examples/hogwarts.yaml     in one terminal
#   sh examples/tour.sh                                                in another
#
# On another server, name an application that has the scopes below, with the values that its first start printed:
#
#   URL=… ORGANIZATION=… CLIENT_ID=… CLIENT_SECRET=… sh examples/tour.sh
#
# Everything that it creates it deletes again. It ends with 0 when every answer was as expected.
set -eu

URL=${URL:-http://127.0.0.1:8080}
ORGANIZATION=${ORGANIZATION:-6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b}
CLIENT_ID=${CLIENT_ID:-467ef653-cafa-41ae-9c0f-19fee3c7932a}
CLIENT_SECRET=${CLIENT_SECRET:-example-secret-of-owl-post}

# Names that no second run will meet again.
run=$(date +%s)-$$
step() { printf '\n== %s\n' "$*"; }
fail() { printf 'tour: %s\n' "$*" >&2; exit 1; }

# call STATUS METHOD PATH [JSON] – fails unless the answer has the status; leaves its body in $answer.
call() {
  expected=$1 method=$2 path=$3
  shift 3
  # The token is handed over in a file that is none, because other users of the machine can see arguments.
  answer=$(printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" |
    curl -sS -K - -X "$method" -H 'Content-Type: application/json' -w '\n%{http_code}' ${1:+-d "$1"} \
      "$URL/identity$path") || fail "$URL does not answer."
  status=$(printf '%s\n' "$answer" | sed -n '$p')
  answer=$(printf '%s\n' "$answer" | sed '$d')
  printf '%s %s -> %s\n' "$method" "$path" "$status"
  [ "$status" = "$expected" ] || fail "$method $path answered $status instead of $expected: $answer"
}

# has TEXT – fails unless the body of the last answer contains the text.
has() {
  case $answer in *"$1"*) ;; *) fail "$method $path answered without $1: $answer" ;; esac
}

# member NAME – the first text member of that name in the last answer.
member() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | sed -n 1p; }

step 'A token: the application says who it is, and which scopes it wants'
scope='PM.User PM.Group PM.RobotAccount PM.Setting PM.Audit'
answer=$(printf 'data-urlencode = "client_secret=%s"\n' "$CLIENT_SECRET" |
  curl -sS -K - -d grant_type=client_credentials --data-urlencode "client_id=$CLIENT_ID" \
    --data-urlencode "scope=$scope" "$URL/identity/connect/token") || fail "$URL does not answer."
TOKEN=$(member access_token)
[ -n "$TOKEN" ] || fail "no token: $answer"

step 'Users, one and then two at once: all are created, or none'
call 200 POST /api/User/BulkCreate '{"partitionGlobalId":"'"$ORGANIZATION"'","groupIDs":[],"users":[
  {"userName":"ginny-'"$run"'","displayName":"Ginny Weasley"}]}'
has '"succeeded":true'
ginny=$(member id)
call 200 POST /api/User/BulkCreate '{"partitionGlobalId":"'"$ORGANIZATION"'","groupIDs":[],"users":[
  {"userName":"luna-'"$run"'","displayName":"Luna Lovegood"},
  {"userName":"neville-'"$run"'","displayName":"Neville Longbottom"}]}'
luna=$(printf '%s' "$answer" | sed 's/"userName":"neville.*//; s/.*"users":\[{"id":"\([^"]*\)".*/\1/')
neville=$(printf '%s' "$answer" | sed 's/"userName":"neville.*//; s/.*"id":"\([^"]*\)".*/\1/')

step 'A name that is taken refuses the whole request'
call 400 POST /api/User/BulkCreate '{"partitionGlobalId":"'"$ORGANIZATION"'","groupIDs":[],"users":[
  {"userName":"cho-'"$run"'"},{"userName":"GINNY-'"$run"'"}]}'
has '"code":"DuplicateUserName"'
call 200 GET "/api/User/users/$ORGANIZATION?searchTerm=cho-$run"
has '"totalCount":0'

step 'A group with a member; another one joins'
call 201 POST /api/Group '{"partitionGlobalId":"'"$ORGANIZATION"'","name":"Army '"$run"'",
  "directoryUserMemberIDs":["'"$ginny"'"]}'
group=$(printf '%s' "$answer" | sed 's/^{"id":"\([^"]*\)".*/\1/')
call 200 PUT "/api/Group/$group" '{"partitionGlobalId":"'"$ORGANIZATION"'","name":"Army '"$run"'",
  "directoryUserIDsToAdd":["'"$luna"'"],"directoryUserIDsToRemove":[]}'
has "luna-$run"

step 'A robot account in that group'
call 201 POST /api/RobotAccount '{"partitionGlobalId":"'"$ORGANIZATION"'","name":"elf-'"$run"'",
  "groupIDsToAdd":["'"$group"'"]}'
robot=$(printf '%s' "$answer" | sed 's/^{"id":"\([^"]*\)".*/\1/')
call 200 GET "/api/Group/$ORGANIZATION/$group"
has "elf-$run"

step 'A setting of a user'
call 200 PUT /api/Setting '{"partitionGlobalId":"'"$ORGANIZATION"'","userId":"'"$ginny"'",
  "settings":[{"key":"UserLanguage","value":"en"}]}'
call 200 GET "/api/Setting?key=UserLanguage&partitionGlobalId=$ORGANIZATION&userId=$ginny"
has '"value":"en"'

step 'A password: set by the application, then changed by whoever knows it'
first=bat-bogey-1
second=bat-bogey-2
call 200 PUT "/api/User/$ginny" '{"password":"'$first'"}'
call 400 POST "/api/User/$ginny/changepassword" '{"oldPassword":"a guess","newPassword":"'$second'"}'
has '"code":"PasswordMismatch"'
call 200 POST "/api/User/$ginny/changepassword" '{"oldPassword":"'$first'","newPassword":"'$second'"}'
has '{"succeeded":true,"errors":[]}'
call 400 POST "/api/User/$ginny/changepassword" '{"oldPassword":"'$first'","newPassword":"bat-bogey-3"}'

step 'What the record says: who did what, newest first, and no password'
call 200 GET "/api/AuditQuery/$ORGANIZATION?top=20&sortBy=createdOn&sortOrder=desc"
has "ginny-$run"
case $answer in *"$first"* | *"$second"*) fail 'a password is in the record' ;; esac

step 'Cleaning up'
call 204 DELETE "/api/RobotAccount/$ORGANIZATION/$robot"
call 204 DELETE "/api/Group/$ORGANIZATION/$group"
call 204 DELETE /api/User '{"partitionGlobalId":"'"$ORGANIZATION"'","userIds":["'"$ginny"'","'"$luna"'","'"$neville"'"]}'
call 200 GET "/api/User/users/$ORGANIZATION?searchTerm=$run"
has '"totalCount":0'

printf '\nEverything was as expected.\n'
