/** A hash that another program made. */
interface Vector {
  /** The name of the scheme that is to know it. */
  readonly scheme: string;
  /** The program, and its version. */
  readonly maker: string;
  readonly hash: string;
  readonly password: string;
}

const owl = 'Bühne frei 🦉 17';

const from = (scheme: string, maker: string, password: string, hashes: readonly string[]): readonly Vector[] =>
  hashes.map((hash) => ({ scheme, maker, hash, password }));

/** Hashes of every scheme that others make, each by a program that is not ours. */
export const vectors: readonly Vector[] = [
  ...from('aspnet-identity', 'PasswordHasherTest.cs of ASP.NET Core', 'my password', [
    'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==',
    'ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A==',
    'AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M',
    'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
    'AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=',
    'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw',
    'AQAAAAIAAAD6AAAAIJbVi5wbMR+htSfFp8fTw8N8GOS/Sje+S/4YZcgBfU7EQuqv4OkVYmc4VJl9AGZzmRTxSkP7LtVi9IWyUxX8IAAfZ8v+ZfhjCcudtC1YERSqE1OEdXLW9VukPuJWBBjLuw==',
  ]),
  ...from('argon2', 'Django 5.2.19 with argon2-cffi 25.1.0', owl, [
    'argon2$argon2id$v=19$m=64,t=1,p=2$c2Vhc2FsdHNlYXNhbHQ$rL7p+DE6Y4cXebsvRHbsyO1Gy60ku8ZOoojqEg7dazM',
  ]),
  ...from('argon2', 'argon2-cffi 25.1.0', owl, [
    '$argon2i$v=16$m=64,t=2,p=1$c2Vhc2FsdDE2$jY6qkpjXkJGy0/1I94C/rnM1RQEiFMiT',
    '$argon2i$v=19$m=64,t=2,p=1$c2Vhc2FsdDE5$SKt+UrKbUZytpOyInVtcSvWlfw+agxiF',
    '$argon2d$v=16$m=64,t=2,p=1$c2Vhc2FsdDE2$1CQvQ9AMkkk0UdsiMOj5rQTCU5wmKHvc',
    '$argon2d$v=19$m=64,t=2,p=1$c2Vhc2FsdDE5$aOojmpyysSwD9HC3bZzfVmOj12ubaNIJ',
    '$argon2id$v=16$m=64,t=2,p=1$c2Vhc2FsdDE2$Mushqq9fwiN52RljfNyUoxKHQhCd/RAg',
  ]),
  ...from('bcrypt', 'htpasswd of Apache 2.4.71', 'htp-pass-7', [
    '{CRYPT}$2y$05$QaN7fKGTU00agF8Vvkszqe6P3dxwvoCe9wGQD1KKplWjXVRLCR3sm',
  ]),
  ...from('bcrypt', 'Django 5.2.19 with bcrypt 4.0.1', owl, [
    'bcrypt$$2b$04$Can5OdSv9oToaA9NiVJRleltd/G3o4iJWLge1T9NoqwtGOz3h4GOK',
  ]),
  ...from('bcrypt', 'passlib 1.7.4', owl, [
    '$2a$04$2YoPJNjIrMUfJAEy4Y.ayOHSOA9BXRGoR/ZNX9/qYa9UXa6tv/GPC',
    '$2b$04$GzOgamEvlhl5NDeXHE71pusXl3kBvdftyrphm9TzZyxCNPXoUjvVm',
    '$2y$04$Zp4LvP5J/r0chRihC8PhyeiSBm1KkOrYSjT.33.18XurcpQu6K.Eu',
  ]),
  ...from('bcrypt', 'bcrypt 4.0.1 for Python', 'y'.repeat(80), [
    '$2b$04$UXK1TSwuFAeMFcJD79u4b.5eObHLyEgJUmUknLofxc6vnaIzyzhIG',
  ]),
  ...from('bcrypt-sha256', 'Django 5.2.19 with bcrypt 4.0.1', owl, [
    'bcrypt_sha256$$2b$04$CsndLzcp9AsdJ5QwmX.KR.YzaLmWygScQXUS2Ii0Y9m7ssxNW8yLu',
  ]),
  ...from('bcrypt-sha256', 'passlib 1.7.4', 'x'.repeat(80), [
    '$bcrypt-sha256$v=2,t=2b,r=4$5IF4zPzdmGZA981LBmnM.O$tVNK2/s1oTTj9cO4UMxm6rv1anopYne',
  ]),
  ...from('bcrypt-sha256', 'passlib 1.7.4', owl, [
    '$bcrypt-sha256$2b,4$6P7Rs7jl8gBJuPGZVF6jWe$AW.hgL8s0bPmFWBLw1qvvO9DWG/qBZ.',
  ]),
  ...from('firebase-scrypt', 'README of github.com/firebase/scrypt', 'user1password', [
    '$firebase-scrypt$ln=14,r=8$42xEC+ixf3L2lw$Bw$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ',
  ]),
  ...from('ldap', 'htpasswd of Apache 2.4.71', 'htp-pass-7', ['{SHA}7ohcShO9PLTmtWCWYbX7QZk8bUU=']),
  ...from('ldap', 'passlib 1.7.4', owl, [
    '{SHA}4adLdoc+IVxKopLscthUiobXiV4=',
    '{SSHA}nqfThueUdCGttj5r4o/V/+CpAVtHaI2R',
    '{SSHA256}mKLdJRDYuz8FROcTurDiYgFzCyeuIbdpKHaqAgbhML0DIISQEgKgdA==',
    '{SSHA512}rzahzfbGxBtmGxloWCP3JgxLvlEa+/Uga8vtTJ6JHcVq19T3T9qA3X+cbPI5WPu7iVW/9c+usCI3nSH2L5gztjinlFJKaW3t',
    '{MD5}zfcj99qcD4+8wFWyyagMqQ==',
    '{SMD5}jfrtXUsEsSrwsiSLPjKc018LgZA=',
  ]),
  ...from('ldap', 'hashlib of Python 3.11', owl, [
    '{SSHA384}P6D4OZwLZmHmExGB2YDhPmUeZnngLVQXV6O20ERP3kAbFXczi0NJQl7BDa/4re9+c2FsdA==',
    '{sha512}rAlC2QPO859pgTJ6V1J30iBVTZhsBCSC92fbvzXwlORjIR7aE7eM5TSKn75TUXSmuSR+6tvayc+aeYSsS/ndwQ==',
  ]),
  ...from('pbkdf2', 'RFC 6070', 'password', ['$pbkdf2$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE']),
  ...from('pbkdf2', 'RFC 6070', 'passwordPASSWORDpassword', [
    '$pbkdf2$4096$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$PS7sT+QchJuAyNg2YsDkSospGpZM8vBwOA',
  ]),
  ...from('pbkdf2', 'RFC 7914 section 11', 'passwd', [
    '$pbkdf2-sha256$i=1,l=64$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLxJypzM8Xm2RZkWZLOdd+8xfHG4RbHjC9UJESBB06GXgw',
  ]),
  ...from('pbkdf2', 'Django 5.2.19', owl, [
    'pbkdf2_sha256$1500$seasalt2$KvCMDQRSdXjjNv+fhF+9sG6/vDtEnaJBcs5QVfw4VFU=',
    'pbkdf2_sha1$1500$seasalt2$bRPtfvH9fs09IC8trjcLIVKqq6g=',
  ]),
  ...from('pbkdf2', 'passlib 1.7.4', owl, [
    '$pbkdf2$600$XkupNSbEWEvpvde6914LoQ$gBL8Q0AUeu8yucIITs6EM8P1EZg',
    '$pbkdf2-sha256$600$KGVMqZXy3nvvPUdoLSXEeA$k4H0RPPO.4ZLVQTk0pc7xSv5H4Nb5JiZNuKe53U8WhE',
    '$pbkdf2-sha512$600$b01JqRWCUMoZAyCkVCpF6A$XRLX0VyzDEklDFn44ZMbJqctd2xVOJoDI2CWoidx5Vcq.n4k.FeJelR81kmgTLPABkvuqc5c2G.SYcfNtFSNbA',
    '{PBKDF2}600$d46Rck6plfLeW.tdyxkjxA$PUQm963J6DPCcvbN0RX5N2DeCAM',
    '{PBKDF2-SHA256}600$K2XMGQMAAGBsTWmNUerdGw$BYLwCptRl6m9NDtd2ySYiGP0N6WT.abcxjNOlERj5Ec',
    '{PBKDF2-SHA512}600$YCxlDMGY855T6n2Psda6Fw$HsDQSdXBUU24APFGOscq9dd/vW.q3Uynop0nBO.bcr78UPz7XOXyM2oF6ceZ2nlxEgI82IBEn6O9QY8OappK6Q',
  ]),
  ...from('pbkdf2', 'hashlib of Python 3.11', owl, [
    '$pbkdf2-sha512$i=700,l=64$AAECAwQFBgcICQoLDA0ODw$/2nDHQR321NDo3eacFvapLi/KHiwCsxI2g/Oa0KrYJKhR96ZeT3NmGAUTakhhSk3P2wEo/pJQzXayJ2Qm62YhA',
    '$pbkdf2$i=700,l=64$AAECAwQFBgcICQoLDA0ODw$cm2RBKqbWOdA2VTJNttF6LE5C/T5W6FIfq/vAv1dWUPdWxUtDBs8QGQuOs9YnikLolGQPi/OVcEy7XG2MD7JoQ',
    '$pbkdf2-sha384$i=700$AAECAwQFBgcICQoLDA0ODw$5Oz6cnKaUTfOMYnp3rRjfhS+0hUDOnJN/cKTVkN7jZhjeAUA5WtCx77Kusj7YZdk',
  ]),
  ...from('phpass', 'passlib 1.7.4', owl, ['$P$5809hjQLddo/riNFUDrtDVDC/KZUL..', '$H$6qSDIFCO7aoTZ/KtL0uUXeK8hDVeUU/']),
  ...from('phpass', 'test.php of phpass 0.3', 'test12345', ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0']),
  ...from('scrypt', 'RFC 7914 section 12', 'password', [
    '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA',
  ]),
  ...from('scrypt', 'RFC 7914 section 12', 'pleaseletmein', [
    '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw',
  ]),
  ...from('scrypt', 'Django 5.2.19', owl, [
    'scrypt$64$seasalt3$8$5$dnlN7NO1E5fmI18zMcTg9JQ898/9HV8VeiVenxiMbhWcZ2qZCxsx/VVwMr3xRXFf5yS2kEKnA7X8S7n7ZOIICQ==',
  ]),
  ...from('scrypt', 'passlib 1.7.4', owl, [
    '$scrypt$ln=6,r=4,p=2$57yXUiqldM5ZC+G8V4oRIg$4MqlsWerVKPpPD855rYhLtbv7b5XnlKbo1ktX51cJxs',
  ]),
  ...from('scrypt', 'scrypt 0.9.4 for Python, the code of Tarsnap', owl, [
    '$scrypt$ln=5,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$B7iiqZUWiPQ1bVQheVqzRdjCMypLadqJpKnjy0imrhs',
  ]),
  ...from('sha-crypt', 'U. Drepper, Unix crypt using SHA-256 and SHA-512', 'Hello world!', [
    '$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA',
  ]),
  ...from('sha-crypt', 'passlib 1.7.4', owl, [
    '$5$rounds=1000$h8FTojsXdpVnchyy$RNqOFa7tbv118ZB4SUYkDNNE6RKQsbKLALBbLDkNY4C',
    '$5$gbV337WjUX4XHldf$pXw77DGCsmzzakC8WuiP6iHBPValIoXSb09mKetc3P.',
    '$6$rounds=1000$dbvqMK8OXol/6Y7V$GhMvAw90zzF.SfXHd9knWIDjhvTI2GoGzPX3QrEpeu9keg7Wux3x/F2ATLq64cuHm8GrFVAuk/ypG5b8WlXJY/',
    '$6$rounds=1000$$nX74T6wSyGF2lpSMnQR5BO1D2g7mfG.Iw3l5XkT/VuqIpd43TEqlD9/ZIhlY7ik5OmifglFHSaAK.KEa2RySS1',
    '{CRYPT}$6$rounds=1000$SolFZyD1FZ1i0KTJ$NBn/VqcwLkT/TM.viOs9rpVP4utZdCHGfUgN6ufvoCFWowQDTSRBhY2wirrNULK20KLSdFSO2fSNhnxm2ice8.',
  ]),
  ...from('sha-crypt', 'passlib 1.7.4', 'z'.repeat(250), [
    '$5$rounds=1000$PmlcIFyiVENnC3sD$3ywFlMS0smMR0stmjA0GPShTl5GS0t1835p6J1SotL.',
  ]),
  ...from('sha-crypt', 'openssl passwd of OpenSSL 3.0.19', 'htp-pass-7', [
    '$5$owlpost$zRkAP/fe/FmgAP8excI21CK/b9qCq1MDs05Rb2H14SA',
    '$6$owlpost$BaUNr1EsOdSO82E68Ltkvkq/28p1.VWBhtZG7E8S5Ub8Wc0LFJ2Rqc/v4f92EJnRfkqaqjU0a9flN3wfXwWzh/',
  ]),
];
