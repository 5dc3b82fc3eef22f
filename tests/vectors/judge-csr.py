"""Second opinion on certification requests: reads names and file paths (one a line, tab between), tells for each whether
python cryptography parses the request, its names and extensions, and finds its signature valid."""
import sys
import warnings

from cryptography import x509

warnings.simplefilter("ignore")

for line in sys.stdin:
    name, path = line.rstrip("\n").split("\t")
    with open(path, "rb") as file:
        der = file.read()
    try:
        request = x509.load_der_x509_csr(der)
        list(request.subject), list(request.extensions), request.public_key()
        verdict = "yes" if request.is_signature_valid else "no"
    except BaseException:  # a panic of the Rust parser is no Exception
        verdict = "no"
    print(f"{name}\t{verdict}")
