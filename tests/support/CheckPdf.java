import java.io.File;
import java.io.InputStream;
import java.util.*;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;
import org.w3c.dom.*;

/**
 * Checks PDFs with the veraPDF engine of the jar on the class path: tests/support/verapdf.py starts it.
 *
 * <p>Standard input has a line for each check, "FLAVOUR file" (ua1, 2a, 3a). Standard output has a line for each:
 * flavour, file, and then what failed, as "clause-test: the rule it breaks", all separated by tabs. The jar has no
 * command line for this and no JAXB, so the rules, which it does have as XML, are read here.
 */
public class CheckPdf {
    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new HashMap<>();
        Scanner lines = new Scanner(System.in, "UTF-8");
        while (lines.hasNextLine()) {
            String[] line = lines.nextLine().split(" ", 2);
            if (!profiles.containsKey(line[0])) profiles.put(line[0], load(line[0]));
            StringBuilder out = new StringBuilder(line[0] + "\t" + line[1]);
            for (String fault : faults(profiles.get(line[0]), line[0], new File(line[1]))) out.append("\t").append(fault);
            System.out.println(out);
        }
    }

    static Set<String> faults(ValidationProfile profile, String flavour, File file) throws Exception {
        PDFAFlavour wanted = PDFAFlavour.fromString(flavour);
        Set<String> found = new TreeSet<>();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, wanted);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, 100, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            for (RuleId id : result.getFailedChecks().keySet()) {
                String rule = profile.getRuleByRuleId(id).getDescription();
                found.add(id.getClause() + "-" + id.getTestNumber() + ": " + rule);
            }
            if (found.isEmpty() && !result.isCompliant()) found.add("not compliant");
        }
        return found;
    }

    static ValidationProfile load(String flavour) throws Exception {
        String name = flavour.equals("ua1") ? "PDFUA-1.xml" : "PDFA-" + flavour.toUpperCase() + ".xml";
        String path = "org/verapdf/pdfa/validation/" + name;
        Document document;
        try (InputStream in = CheckPdf.class.getClassLoader().getResourceAsStream(path)) {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : all(document.getDocumentElement(), "rule")) {
            Element id = all(rule, "id").get(0);
            String deferred = rule.getAttribute("deferred");
            rules.add(Profiles.ruleFromValues(
                    Profiles.ruleIdFromValues(
                            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                            id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                    rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred),
                    rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                    Profiles.errorFromValues(text(rule, "message"), List.of()), List.of()));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : all(document.getDocumentElement(), "variable")) {
            variables.add(Profiles.variableFromValues(
                    variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromValues(
                PDFAFlavour.fromString(flavour), Profiles.profileDetailsFromValues(name, "", "", new Date(0)), "",
                rules, variables);
    }

    static List<Element> all(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) found.add((Element) nodes.item(i));
        return found;
    }

    static String text(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().trim().replaceAll("\\s+", " ");
    }
}
