import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.file.Files;
import java.security.PublicKey;
import java.security.Security;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * Bouncy Castle judges what the folder in its first argument holds, at the moment (ms) in its second: root.der,
 * issuing.der, holder.der, every *.crl, *.csr and *.ocsp. Prints one line for each judgement; what it refuses says why. It knows SM2 with the default identifier.
 */
public final class BouncyCastleJudge {
  public static void main(String[] arguments) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    File folder = new File(arguments[0]);
    X509Certificate root = certificate(new File(folder, "root.der"));
    X509Certificate issuing = certificate(new File(folder, "issuing.der"));
    X509Certificate holder = certificate(new File(folder, "holder.der"));
    say("root", () -> { root.verify(root.getPublicKey(), "BC"); return "verified " + root.getSigAlgName(); });
    say("issuing", () -> { issuing.verify(root.getPublicKey(), "BC"); return "verified"; });
    say("holder", () -> { holder.verify(issuing.getPublicKey(), "BC"); return "verified"; });
    File[] files = folder.listFiles();
    Arrays.sort(files);
    List<Object> lists = new ArrayList<>();
    for (File file : files) {
      byte[] octets = Files.readAllBytes(file.toPath());
      String name = file.getName();
      if (name.endsWith(".crl")) say(name, () -> crl(octets, List.of(root, issuing), holder, lists));
      if (name.endsWith(".csr")) say(name, () -> csr(octets));
      if (name.endsWith(".ocsp")) say(name, () -> ocsp(octets, issuing.getPublicKey()));
    }
    Date date = new Date(Long.parseLong(arguments[1]));
    say("path", () -> path(root, List.of(holder, issuing), lists, date));
  }

  private interface Judgement { String of() throws Exception; }

  private static void say(String name, Judgement judgement) {
    try {
      System.out.println(name + ": " + judgement.of());
    } catch (Exception refusal) {
      System.out.println(name + ": refused " + refusal);
    }
  }

  private static X509Certificate certificate(File file) throws Exception {
    return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file.toPath())));
  }

  private static CertificateFactory factory() throws Exception {
    return CertificateFactory.getInstance("X.509", "BC");
  }

  private static String crl(byte[] octets, List<X509Certificate> authorities, X509Certificate holder, List<Object> lists) throws Exception {
    X509CRL crl = (X509CRL) factory().generateCRL(new ByteArrayInputStream(octets));
    for (X509Certificate authority : authorities) {
      if (!authority.getSubjectX500Principal().equals(crl.getIssuerX500Principal())) continue;
      crl.verify(authority.getPublicKey(), "BC");
      lists.add(crl);
      boolean names = crl.isRevoked(holder);
      return "verified, " + (names ? "names" : "does not name") + " the holder";
    }
    return "of nobody here";
  }

  private static String csr(byte[] octets) throws Exception {
    PKCS10CertificationRequest request = new PKCS10CertificationRequest(octets);
    ContentVerifierProvider verifier = new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getSubjectPublicKeyInfo());
    return request.isSignatureValid(verifier) ? "verified" : "signature wrong";
  }

  private static String ocsp(byte[] octets, PublicKey issuer) throws Exception {
    BasicOCSPResp answer = (BasicOCSPResp) new OCSPResp(octets).getResponseObject();
    X509CertificateHolder delegate = answer.getCerts()[0];
    JcaContentVerifierProviderBuilder builder = new JcaContentVerifierProviderBuilder().setProvider("BC");
    if (!delegate.isSignatureValid(builder.build(issuer))) return "delegate not of the issuer";
    if (!answer.isSignatureValid(builder.build(delegate))) return "signature wrong";
    CertificateStatus status = answer.getResponses()[0].getCertStatus();
    return "verified " + (status == CertificateStatus.GOOD ? "good" : status instanceof RevokedStatus ? "revoked" : "unknown");
  }

  private static String path(X509Certificate root, List<X509Certificate> chain, List<Object> lists, Date date) throws Exception {
    CertPath path = factory().generateCertPath(chain);
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setDate(date);
    parameters.setRevocationEnabled(true);
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists), "BC"));
    CertPathValidator.getInstance("PKIX", "BC").validate(path, parameters);
    return "valid";
  }
}
