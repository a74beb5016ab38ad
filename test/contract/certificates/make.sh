#!/bin/sh
# Makes the files of this folder anew, with OpenSSL 3. The tests read them, so that they need no OpenSSL. The keys protect
# nothing.
set -e
cd "$(dirname "$0")"

# The dates of `req -x509` count from now, so a small authority issues the certificates.
authority=$(mktemp -d)
trap 'rm -r "$authority"' EXIT
cat > "$authority/ca.cnf" << END
[ca]
default_ca = own
[own]
database = $authority/index
serial = $authority/serial
new_certs_dir = $authority
default_md = sha256
policy = any
[any]
commonName = supplied
END
: > "$authority/index"
echo 01 > "$authority/serial"

certificate() {
  name=$1 start=$2 end=$3
  shift 3
  openssl req -new -nodes -subj "/CN=$name" -keyout "$name.key" -out "$authority/request" "$@"
  openssl ca -batch -notext -config "$authority/ca.cnf" -selfsign -keyfile "$name.key" -in "$authority/request" \
    -out "$name.crt" -startdate "$start" -enddate "$end"
}
certificate first 20200101000000Z 21200101000000Z -newkey rsa:2048
certificate second 20200101000000Z 21200101000000Z -newkey rsa:2048
certificate elliptic 20200101000000Z 21200101000000Z -newkey ec -pkeyopt ec_paramgen_curve:P-256
certificate past 20010101000000Z 20020101000000Z -newkey rsa:2048
certificate future 20980101000000Z 20990101000000Z -newkey rsa:2048
rm past.key future.key
openssl pkcs8 -topk8 -in first.key -out encrypted.key -passout pass:x

pfx() {
  file=$1 name=$2
  shift 2
  openssl pkcs12 -export -inkey "$name.key" -in "$name.crt" -out "$file.pfx" "$@"
}
pfx no-password first -passout pass:
pfx password first -passout pass:alohomora
pfx old-ciphers first -passout pass:alohomora -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
pfx issuer first -passout pass:x -certfile second.crt
pfx no-key first -passout pass:x -nokeys
pfx no-certificate first -passout pass:x -nocerts
pfx slow first -passout pass:x -iter 5000000
pfx elliptic elliptic -passout pass:x
pfx many-rounds first -passout pass:x -iter 600000
pfx utf-8 first -passout pass:Zauberstäbe
chmod 644 ./*.key ./*.pfx
